package main

import (
	"errors"
	"time"

	"github.com/watchpost/watchpost/internal/cli/people"
	"github.com/watchpost/watchpost/internal/config"
)

func tokenCommand() command {
	return divided("token", "Tokens that let programs use the API: add, list, remove.", `
They work on a data folder that no server holds. A running server is asked through
its API instead: GET and POST /api/v1/tokens.
`,
		tokenTask("add", "NAME [options]", "Makes a token and prints its secret, once.", 1, true, func(o *taskOptions, c call, args []string) people.Task {
			return people.AddToken(c.out, c.err, people.New{Name: args[0], Role: o.role, Cameras: o.cameras, Groups: o.groups, Expires: time.Time(o.expires)})
		}, withRole, func(f *options, o *taskOptions) {
			f.add(&o.expires, "expires", "TIME", "When it opens nothing any more: 2027-01-31, RFC 3339, or in how long: 90d. Default: never.")
		}),
		tokenTask("list", "[options]", "Lists the tokens, with their roles and what they see.", 0, false, func(_ *taskOptions, c call, _ []string) people.Task {
			return people.ListTokens(c.out)
		}),
		tokenTask("remove", "NAME [options]", "Removes a token.", 1, false, func(_ *taskOptions, c call, args []string) people.Task {
			return people.RemoveToken(c.out, args[0])
		}),
	)
}

func tokenTask(name, args, summary string, words int, makes bool, task func(*taskOptions, call, []string) people.Task, with ...func(*options, *taskOptions)) command {
	return folderCommand("token "+name, args, summary, "/api/v1/tokens", words, makes, task, with)
}

// untilFlag is a time to come, as people write it.
type untilFlag time.Time

func (t *untilFlag) Set(text string) error {
	var in config.Duration
	if in.Set(text) == nil {
		*t = untilFlag(time.Now().Add(time.Duration(in)))
		return nil
	}
	if (*timeFlag)(t).Set(text) != nil {
		return errors.New("not a time; write 2027-01-31, RFC 3339, or in how long: 90d")
	}
	return nil
}

func (t *untilFlag) String() string { return (*timeFlag)(t).String() }
