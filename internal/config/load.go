package config

import (
	"fmt"
	"os"
	"strings"
)

// maxFile bounds the configuration file and the files of secrets, in bytes.
const maxFile = 1 << 20

// Load makes the configuration of watchpost serve: defaults, then the YAML file
// that --config or WATCHPOST_CONFIG names, then the environment, then flags.
//
// args are the arguments after the command, env is "NAME=value" as os.Environ
// returns it, readFile is os.ReadFile when nil. When anything is wrong the
// error is Problems, all of them at once, and wraps ErrUsage if the command
// line is. It is flag.ErrHelp when help was asked for.
func Load(args, env []string, readFile func(string) ([]byte, error)) (Serve, error) {
	if readFile == nil {
		readFile = os.ReadFile
	}
	l := &loader{serve: Default(), origins: map[string]string{}, readFile: readFile}
	flags, err := parseFlags(args)
	if err != nil {
		return Serve{}, err
	}
	vars := l.environment(env)
	l.apply(only(vars, configOption)...)
	l.apply(only(flags, configOption)...)
	if l.serve.Config != "" {
		l.file(l.serve.Config)
	}
	l.apply(vars...)
	l.apply(flags...)
	l.serve.Clocks = l.serve.Clocks.completed(l.serve.DeviceZone, l.serve.DateOrder)
	if problems := l.serve.validate(); len(problems) > 0 {
		l.problems = append(l.problems, l.traced(problems)...)
	}
	if len(l.problems) > 0 {
		return Serve{}, l.problems
	}
	return l.serve, nil
}

// setting is one value given by a variable or a flag.
type setting struct {
	option option
	asFile bool   // text is the name of the file that holds the secret
	text   string // as given
	where  string
	usage  bool
}

func only(settings []setting, name string) []setting {
	var out []setting
	for _, s := range settings {
		if s.option.name == name {
			out = append(out, s)
		}
	}
	return out
}

// loader fills a Serve and gathers what is wrong.
type loader struct {
	serve    Serve
	origins  map[string]string // where the value of a path comes from
	problems Problems
	readFile func(string) ([]byte, error)
}

// apply sets values, later ones over earlier ones.
func (l *loader) apply(settings ...setting) {
	for _, s := range settings {
		if err := l.set(s); err != nil {
			l.problems = append(l.problems, Problem{Where: s.where, Text: err.Error(), usage: s.usage})
			continue
		}
		l.origins[s.option.name] = s.where
	}
}

func (l *loader) set(s setting) error {
	text := s.text
	if s.option.secret {
		var err error
		if text, err = l.secret(text, s.asFile); err != nil {
			return err
		}
	}
	return s.option.value(&l.serve).Set(text)
}

// secret returns the secret that text is or, by @FILE, names the file of. A
// secret that itself begins with @ is written with a second one.
func (l *loader) secret(text string, asFile bool) (string, error) {
	name, at := strings.CutPrefix(text, "@")
	switch {
	case asFile:
		name = text
	case !at:
		return text, nil
	case strings.HasPrefix(name, "@"):
		return name, nil
	}
	data, err := l.readFile(name)
	if err != nil {
		return "", fmt.Errorf("read the file of the secret: %w", err)
	}
	secret := strings.TrimRight(string(data), "\r\n")
	if secret == "" || len(data) > maxFile {
		return "", fmt.Errorf("read the file of the secret: %s holds none", name)
	}
	return secret, nil
}

// traced says where the values come from that problems are about.
func (l *loader) traced(problems Problems) Problems {
	for i, p := range problems {
		where, ok := l.origins[p.Path]
		if !ok {
			name, _, _ := strings.Cut(p.Path, "[")
			where = l.origins[name]
		}
		problems[i].Where = where
		if where == "--"+p.Path || strings.HasPrefix(where, EnvPrefix) {
			problems[i].Path = "" // where says it already
		}
	}
	return problems
}
