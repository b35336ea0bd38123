package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/watchpost/watchpost/internal/app"
	"github.com/watchpost/watchpost/internal/cli/people"
	"github.com/watchpost/watchpost/internal/config"
)

func userCommand() command {
	return divided("user", "People who log in to the web page and the API: add, list, change, remove.", `
They work on a data folder that no server holds. A running server is asked through
its API instead: GET and POST /api/v1/users.
`,
		userTask("add", "NAME [options]", "Makes a user; the first must be an administrator.", 1, true, func(o *taskOptions, c call, args []string) people.Task {
			n := people.New{Name: args[0], Role: o.role, Cameras: o.cameras, Groups: o.groups}
			return people.AddUser(c.out, n, func() (string, error) { return newPassword(c, o.passwordFile) })
		}, withRole, withPassword),
		userTask("list", "[options]", "Lists the users, with their roles and what they see.", 0, false, func(_ *taskOptions, c call, _ []string) people.Task {
			return people.ListUsers(c.out)
		}),
		userTask("passwd", "NAME [options]", "Gives a user another password, and ends all sessions.", 1, false, func(o *taskOptions, c call, args []string) people.Task {
			return people.SetPassword(c.out, args[0], func() (string, error) { return newPassword(c, o.passwordFile) })
		}, withPassword),
		userTask("role", "NAME ROLE [options]", "Makes a user a viewer, an operator or an administrator.", 2, false, func(_ *taskOptions, c call, args []string) people.Task {
			return people.SetRole(c.out, args[0], args[1])
		}),
		userTask("disable", "NAME [options]", "Keeps a user out, without forgetting the user.", 1, false, func(_ *taskOptions, c call, args []string) people.Task {
			return people.Disable(c.out, args[0], true)
		}),
		userTask("enable", "NAME [options]", "Lets a user in again who was disabled.", 1, false, func(_ *taskOptions, c call, args []string) people.Task {
			return people.Disable(c.out, args[0], false)
		}),
		userTask("remove", "NAME [options]", "Removes a user.", 1, false, func(_ *taskOptions, c call, args []string) people.Task {
			return people.RemoveUser(c.out, args[0])
		}),
	)
}

// taskOptions are what commands on a data folder can be told.
type taskOptions struct {
	data, role, passwordFile string
	cameras, groups          []string
	expires                  untilFlag
}

func withRole(f *options, o *taskOptions) {
	f.text(&o.role, "role", "ROLE", "viewer (the default), operator or administrator.")
	f.list(&o.cameras, "cameras", "Ids of the cameras to be seen. Without this and --groups: all.")
	f.list(&o.groups, "groups", "Names of groups of cameras to be seen.")
}

func withPassword(f *options, o *taskOptions) {
	f.text(&o.passwordFile, "password-file", "FILE", "File whose first line is the password; - is the standard input. Without it, it is typed.")
}

// userTask is a command on the users of a data folder, which takes so many words.
func userTask(name, args, summary string, words int, makes bool, task func(*taskOptions, call, []string) people.Task, with ...func(*options, *taskOptions)) command {
	return folderCommand("user "+name, args, summary, "/api/v1/users", words, makes, task, with)
}

// folderCommand is a command on a data folder. One that makes something makes the
// folder too.
func folderCommand(name, args, summary, route string, words int, makes bool, task func(*taskOptions, call, []string) people.Task, with []func(*options, *taskOptions)) command {
	declare := func(o *taskOptions) *options {
		f := newOptions(name)
		f.text(&o.data, "data", "DIR", "Folder of the database. Default: WATCHPOST_DATA, or "+config.Default().Data+".")
		for _, w := range with {
			w(f, o)
		}
		return f
	}
	return command{
		name: name, args: args, summary: summary,
		help: func(w io.Writer) error {
			if _, err := fmt.Fprint(w, "\nOptions\n"); err != nil {
				return err
			}
			return declare(new(taskOptions)).print(w)
		},
		run: func(c call) error {
			o := &taskOptions{data: cmp.Or(fromEnv(c.env, "DATA"), config.Default().Data), role: "viewer"}
			operands, err := declare(o).parse(c.args)
			if err != nil {
				return err
			}
			if len(operands) != words {
				return wrongUsage("want %s", strings.TrimSuffix(args, " [options]"))
			}
			ctx, stop := interruptible()
			defer stop()
			err = app.People(ctx, o.data, makes, task(o, c, operands))
			if errors.Is(err, app.ErrServing) {
				return fmt.Errorf("%w; stop it, or ask it: %s of its API (docs/access.md)", err, route)
			}
			return err
		},
	}
}

// fromEnv is the value of an environment variable of ours, "" without it.
func fromEnv(env []string, name string) string {
	for _, v := range slices.Backward(env) {
		if value, ok := strings.CutPrefix(v, config.EnvPrefix+name+"="); ok {
			return value
		}
	}
	return ""
}

// divided is a command that does nothing without the name of one below it.
func divided(name, summary, about string, below ...command) command {
	var names []string
	for _, c := range below {
		names = append(names, strings.TrimPrefix(c.name, name+" "))
	}
	return command{
		name: name, args: "COMMAND [options]", summary: summary, below: below,
		help: func(w io.Writer) error {
			if _, err := fmt.Fprint(w, about+"\nCommands\n"); err != nil {
				return err
			}
			for i, c := range below {
				if err := config.PrintEntry(w, "  "+names[i], c.summary); err != nil {
					return err
				}
			}
			_, err := fmt.Fprintf(w, "\nwatchpost %s COMMAND --help explains one and its options.\n", name)
			return err
		},
		run: func(c call) error {
			switch {
			case len(c.args) == 0:
				return wrongUsage("say what to do: %s", strings.Join(names, ", "))
			case slices.Contains([]string{"-h", "-help", "--help"}, c.args[0]):
				return flag.ErrHelp
			}
			return wrongUsage("%s", unknownWord(c.args[0], "command", names))
		},
	}
}
