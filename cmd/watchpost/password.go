package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"

	"golang.org/x/term"
)

// maxSecretLine bounds a secret that is read, in bytes.
const maxSecretLine = 64 << 10

// readSecret reads the first line of a file, "-" being the standard input.
func readSecret(c call, file string) (string, error) {
	in := c.in
	if file != "-" {
		f, err := os.Open(file)
		if err != nil {
			return "", err
		}
		defer f.Close()
		in = f
	}
	line, err := bufio.NewReader(io.LimitReader(in, maxSecretLine)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read %s: %w", file, err)
	}
	if line = strings.TrimRight(line, "\r\n"); line == "" {
		return "", fmt.Errorf("the first line of %s is empty", map[bool]string{true: "the standard input", false: file}[file == "-"])
	}
	return line, nil
}

// newPassword has somebody choose a password: from a file, or typed twice without
// being shown.
func newPassword(c call, file string) (string, error) {
	if file != "" {
		return readSecret(c, file)
	}
	in, ok := c.in.(*os.File)
	if !ok || !term.IsTerminal(int(in.Fd())) {
		return "", errors.New("there is no terminal to type a password at; give --password-file FILE, or - for the standard input")
	}
	first, err := typed(in, c.err, "New password: ")
	if err != nil {
		return "", err
	}
	again, err := typed(in, c.err, "The same again: ")
	if err == nil && again != first {
		err = errors.New("the two passwords are not the same")
	}
	return first, err
}

// typed reads a line that is not shown. Interrupted, it leaves the terminal as it
// was.
func typed(in *os.File, out io.Writer, prompt string) (string, error) {
	fd := int(in.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", fmt.Errorf("read from the terminal: %w", err)
	}
	interrupted, done := make(chan os.Signal, 1), make(chan struct{})
	signal.Notify(interrupted, os.Interrupt)
	defer func() {
		signal.Stop(interrupted)
		close(done)
	}()
	go func() {
		select {
		case s := <-interrupted:
			term.Restore(fd, before) // there is nothing to do about an error
			signal.Reset(os.Interrupt)
			if p, err := os.FindProcess(os.Getpid()); err == nil {
				p.Signal(s)
			}
		case <-done:
		}
	}()
	fmt.Fprint(out, prompt)
	line, err := term.ReadPassword(fd)
	fmt.Fprintln(out)
	if err != nil {
		return "", fmt.Errorf("read from the terminal: %w", err)
	}
	return string(line), nil
}
