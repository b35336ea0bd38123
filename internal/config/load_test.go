package config_test

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/config"
)

// files is a readFile over what it maps names to.
func files(m map[string]string) func(string) ([]byte, error) {
	return func(name string) ([]byte, error) {
		s, ok := m[name]
		if !ok {
			return nil, fmt.Errorf("open %s: %w", name, fs.ErrNotExist)
		}
		return []byte(s), nil
	}
}

const yamlName = "watchpost.yaml"

func TestLoadNothingIsDefault(t *testing.T) {
	got, err := config.Load(nil, []string{"PATH=/bin", "WATCHPOST_REQUIRE=1", "WATCHPOST_SERVICE_HOST=192.0.2.1", "WATCHPOST_PORT_8080_TCP=tcp://192.0.2.1:8080"}, files(nil))
	if err != nil {
		t.Fatal(err)
	}
	if want := config.Default(); !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

func TestPrecedence(t *testing.T) {
	const file = "data: from-file\n"
	tests := []struct {
		name      string
		args, env []string
		want      string
	}{
		{"default", nil, nil, "./watchpost-data"},
		{"file beats default", []string{"--config", yamlName}, nil, "from-file"},
		{"file named by the environment", nil, []string{"WATCHPOST_CONFIG=" + yamlName}, "from-file"},
		{"environment beats file", []string{"--config=" + yamlName}, []string{"WATCHPOST_DATA=from-env"}, "from-env"},
		{"an empty variable sets nothing", []string{"--config=" + yamlName}, []string{"WATCHPOST_DATA="}, "from-file"},
		{"flag beats all", []string{"-config", yamlName, "-data", "from-flag"}, []string{"WATCHPOST_DATA=from-env"}, "from-flag"},
		{"the last flag wins", []string{"--data=a", "--data=b"}, nil, "b"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := config.Load(tt.args, tt.env, files(map[string]string{yamlName: file}))
			if err != nil {
				t.Fatal(err)
			}
			if c.Data != tt.want {
				t.Errorf("data = %q, want %q", c.Data, tt.want)
			}
		})
	}
}

func TestLoadFile(t *testing.T) {
	const file = "\ufeff# ours\r\n" + `
devices: :5003
devices-tls: ":5443"
allow: [private, 192.0.2.0/24]
device-user: gate
device-password-file: pw
device-token: "@token"
max-post: 8MiB
max-connections: 100
keep: 30d
keep-size: 200GB
open: yes
device-zone: Europe/Berlin
clocks:
  - device: 02:00:5e:10:a1:07
    zone: America/New_York
  - device: IA107
    date-order: dmy
log-level: debug
`
	c, err := config.Load([]string{"--config", yamlName, "--web", ":8081"}, nil, files(map[string]string{
		yamlName: file, "pw": "hunter2\n", "token": "abcdefgh\r\n",
	}))
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, got, want any) {
		t.Helper()
		if got != want {
			t.Errorf("%s = %v, want %v", what, got, want)
		}
	}
	check("devices", c.Devices, ":5003")
	check("devices-tls", c.DevicesTLS, ":5443")
	check("web", c.Web, ":8081")
	check("allow", c.Allow.String(), "private, 192.0.2.0/24")
	check("device-password", c.DevicePassword.Reveal(), "hunter2")
	check("device-token", c.DeviceToken.Reveal(), "abcdefgh")
	check("max-post", c.MaxPost, config.Size(8<<20))
	check("max-connections", c.MaxConnections, 100)
	check("keep", time.Duration(c.Keep), 720*time.Hour)
	check("keep-size", c.KeepSize, config.Size(200e9))
	check("open", c.Open, true)
	check("device-zone", c.DeviceZone.String(), "Europe/Berlin")
	check("log-level", c.LogLevel, slog.LevelDebug)
	check("clocks", len(c.Clocks), 2)
	check("clocks[0].zone", c.Clocks[0].Zone.String(), "America/New_York")
	check("clocks[0].date-order", c.Clocks[0].DateOrder, config.MonthFirst)
	check("clocks[1].zone", c.Clocks[1].Zone.String(), "Europe/Berlin")
	check("clocks[1].date-order", c.Clocks[1].DateOrder, config.DayFirst)
}

func TestSecretThatBeginsWithAt(t *testing.T) {
	c, err := config.Load([]string{"--device-user=gate", "--device-password=@@home"}, nil, files(nil))
	if err != nil {
		t.Fatal(err)
	}
	if got := c.DevicePassword.Reveal(); got != "@home" {
		t.Errorf("password = %q, want @home", got)
	}
}

func TestProblems(t *testing.T) {
	tests := []struct {
		name  string
		file  string
		env   []string
		args  []string
		want  []string // every line, in order
		usage bool
	}{
		{name: "unknown key", file: "data: x\n\ndevces: :5002\n",
			want: []string{"watchpost.yaml:3: devces: unknown key; did you mean devices?"}},
		{name: "unknown key like nothing", file: "zzzzzzzz: 1\n",
			want: []string{"watchpost.yaml:1: zzzzzzzz: unknown key; watchpost serve --help lists the options"}},
		{name: "all at once", file: "devces: x\nkeep: soon\nmax-post: 16 foo\n", env: []string{"WATCHPOST_OPEN=perhaps"}, args: []string{"--idle", "10"},
			want: []string{
				"watchpost.yaml:1: devces: unknown key; did you mean devices?",
				`watchpost.yaml:2: keep: "soon" is not a length of time; write it like 90s, 35m, 1h30m or 30d`,
				`watchpost.yaml:3: max-post: "16 foo" is not a size; write it like 16MiB, 200GB or 1048576`,
				`WATCHPOST_OPEN: "perhaps" is neither true nor false`,
				`--idle: "10" is not a length of time; write it like 90s, 35m, 1h30m or 30d`,
			}, usage: true},
		{name: "no value", file: "data:\n",
			want: []string{`watchpost.yaml:1: data: has no value; write "" for an empty one, or remove the line`}},
		{name: "a mapping for a value", file: "data: {a: b}\n", want: []string{"watchpost.yaml:1: data: must be one value"}},
		{name: "an alias", file: "data: &x y\nweb: *x\n",
			want: []string{"watchpost.yaml:1: data: must be one value", "watchpost.yaml:2: web: must be one value"}},
		{name: "a list at the top", file: "- a\n", want: []string{"watchpost.yaml:1: must hold lines of the form key: value"}},
		{name: "two documents", file: "data: a\n---\ndata: b\n", want: []string{"watchpost.yaml:3: a second document; the file must hold one"}},
		{name: "twice", file: "data: a\ndata: b\n", want: []string{`watchpost.yaml:2: not valid YAML: mapping key "data" already defined at [1:1]`}},
		{name: "naming itself", file: "config: other.yaml\n",
			want: []string{"watchpost.yaml:1: config: the file cannot name another file; use --config or WATCHPOST_CONFIG"}},
		{name: "clocks", file: "clocks:\n  - device: a\n    zon: UTC\n  - zone: Mars/Base\n  - device: a\n",
			want: []string{
				"watchpost.yaml:3: clocks[0].zon: unknown key; did you mean zone?",
				`watchpost.yaml:4: clocks[1].zone: "Mars/Base" is not a time zone; write a name such as Europe/Berlin or America/New_York, UTC, or Local`,
				"watchpost.yaml:1: clocks[1].device: must name a device by its id, MAC or serial number",
				`watchpost.yaml:5: clocks[2].device: "a" has a clock already, in clocks[0]`,
			}},
		{name: "clocks that are no list", file: "clocks: 3\n", want: []string{"watchpost.yaml:1: clocks: must be a list of device, zone and date-order"}},
		{name: "no file", args: []string{"--config", "other.yaml"}, want: []string{"other.yaml: the configuration file does not exist"}},
		{name: "a secret's file is missing", args: []string{"--device-user=a", "--device-password=@nope"},
			want: []string{"--device-password: read the file of the secret: open nope: file does not exist",
				"device-password: must be given together with device-user"}, usage: true},
		{name: "the mask as a secret", file: "device-token: \"<secret>\"\n",
			want: []string{`watchpost.yaml:1: device-token: "<secret>" stands where a secret was not printed; write the secret itself, or @ and the file that holds it`}},

		{name: "unknown variable", env: []string{"WATCHPOST_DEVCES=x"}, want: []string{"WATCHPOST_DEVCES: unknown variable; did you mean WATCHPOST_DEVICES?"}},
		{name: "variable in small letters", env: []string{"WATCHPOST_devices=:1"}, want: []string{"WATCHPOST_devices: unknown variable; did you mean WATCHPOST_DEVICES?"}},
		{name: "clocks in the environment", env: []string{"WATCHPOST_CLOCKS=a"}, want: []string{"WATCHPOST_CLOCKS: can only be set in the file that --config names"}},

		{name: "unknown option", args: []string{"--devces=:1"}, want: []string{"--devces: unknown option; did you mean --devices?"}, usage: true},
		{name: "no such option", args: []string{"--clocks=a"}, want: []string{"--clocks: unknown option; --help lists them"}, usage: true},
		{name: "option without its value", args: []string{"--data"}, want: []string{"--data needs a value"}, usage: true},
		{name: "argument", args: []string{"now"}, want: []string{`"now" is not expected: options are written --name value`}, usage: true},

		{name: "a path that is none", file: "web-base-path: watchpost/\n",
			want: []string{`watchpost.yaml:1: web-base-path: "watchpost/" is not a path such as /watchpost: it begins with a slash, does not end with one, and holds letters, digits and . _ ~ -`}},
		{name: "everybody is a proxy", args: []string{"--trusted-proxy", "192.0.2.1,any", "--login-header=X User"},
			want: []string{"--trusted-proxy: any would believe everybody; name the addresses of your proxies", `--login-header: "X User" is not the name of a header such as X-Forwarded-User`}},
		{name: "a login without a proxy", args: []string{"--login-header", "X-Forwarded-User", "--open"},
			want: []string{"--login-header: needs trusted-proxy: nobody else may say who has logged in", "--login-header: does not go with open, where nobody has to log in"}},
		{name: "a port alone", args: []string{"--devices", "5002"}, want: []string{`--devices: "5002" is not an address to listen on; did you mean :5002?`}},
		{name: "the same port twice", env: []string{"WATCHPOST_WEB=127.0.0.1:5002"},
			want: []string{"WATCHPOST_WEB: 127.0.0.1:5002 is the address of devices already; give each its own port"}},
		{name: "rules between options", args: []string{"--devices-cert=c.pem", "--devices-tls-legacy", "--device-user=a", "--device-token=short", "--max-inflight=1MiB", "--max-connections=0", "--keep=1s"},
			want: []string{
				"--devices-cert: serves only devices-tls, which is off; give devices-tls an address such as :5443",
				"devices-key: devices-cert and devices-key go together: give both, or neither for a self-signed certificate",
				"--devices-tls-legacy: changes only devices-tls, which is off; give devices-tls an address such as :5443",
				"device-password: must be given together with device-user",
				"--device-token: must be 8 to 128 letters, digits and . _ ~ -, since it is part of the path devices post to",
				"--max-inflight: 1MiB has no room for one post of max-post, which is 16MiB",
				"--max-connections: must be at least 1",
				"--keep: 1s is shorter than a minute; 0 keeps events for ever",
			}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := tt.args
			if tt.file != "" {
				args = append([]string{"--config", yamlName}, args...)
			}
			c, err := config.Load(args, tt.env, files(map[string]string{yamlName: tt.file}))
			if err == nil {
				t.Fatalf("Load = %+v, want an error", c)
			}
			if got, want := err.Error(), strings.Join(tt.want, "\n"); got != want {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
			if got := errors.Is(err, config.ErrUsage); got != tt.usage {
				t.Errorf("is a usage error: %v, want %v", got, tt.usage)
			}
		})
	}
}

func TestWebOnLoopback(t *testing.T) {
	for web, want := range map[string]bool{
		"127.0.0.1:0": true, "127.4.5.6:80": true, "[::1]:8080": true, "localhost:8080": true,
		"0.0.0.0:8080": false, ":8080": false, "192.168.1.20:8080": false, "nas.example:8080": false,
	} {
		c, err := config.Load([]string{"--web", web}, nil, files(nil))
		if err != nil || c.WebOnLoopback() != want {
			t.Errorf("--web %s: got %v, %v", web, c.WebOnLoopback(), err)
		}
	}
}

func TestProxies(t *testing.T) {
	c, err := config.Load([]string{"--config", yamlName}, nil, files(map[string]string{
		yamlName: "web-base-path: /apps/watchpost\ntrusted-proxy: [127.0.0.1, 10.0.0.0/8]\nlogin-header: X-Forwarded-User\n",
	}))
	if err != nil || c.WebBasePath != "/apps/watchpost" || c.TrustedProxy.String() != "127.0.0.1, 10.0.0.0/8" || c.LoginHeader != "X-Forwarded-User" {
		t.Errorf("got %+v, %v", c, err)
	}
	if c, err := config.Load([]string{"--config", yamlName}, nil, files(map[string]string{yamlName: "trusted-proxy: []\n"})); err != nil || !c.TrustedProxy.IsEmpty() {
		t.Errorf("none: got %v, %v", c.TrustedProxy, err)
	}
}

func TestHelpIsAsked(t *testing.T) {
	if _, err := config.Load([]string{"--data", "x", "--help"}, nil, files(nil)); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("Load = %v, want flag.ErrHelp", err)
	}
}

func FuzzFile(f *testing.F) {
	for _, s := range []string{"data: x\n", "clocks:\n  - device: a\n", "a: [1, {b: c}]", "&a *a", "- ? :", "allow: [private]", "!!x y: |\n z"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, err := config.Load([]string{"--config", yamlName}, nil, files(map[string]string{yamlName: text}))
		if err == nil {
			return
		}
		for line := range strings.SplitSeq(err.Error(), "\n") {
			if strings.TrimSpace(line) == "" {
				t.Fatalf("a problem of %q without words: %q", text, err)
			}
		}
	})
}
