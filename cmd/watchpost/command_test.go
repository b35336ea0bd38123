package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// result is what a command line printed and ended with.
type result struct {
	code     int
	out, err string
}

func watchpost(args ...string) result {
	var out, errOut bytes.Buffer
	code := run(args, nil, strings.NewReader(""), &out, &errOut)
	return result{code, out.String(), errOut.String()}
}

func TestExitCodes(t *testing.T) {
	bad := filepath.Join(t.TempDir(), "watchpost.yaml")
	if err := os.WriteFile(bad, []byte("data: x\ndevces: :5002\nkeep: soon\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name, args string
		code       int
		out, err   string // what each must hold; "" is nothing at all
	}{
		{"nothing", "", exitUsage, "", "Usage: watchpost COMMAND"},
		{"help", "--help", exitOK, "  serve ", ""},
		{"help by word", "help", exitOK, "  serve ", ""},
		{"help of a command", "help export", exitOK, "--images DIR", ""},
		{"unknown command", "exprot", exitUsage, "", `"exprot" is not a command; did you mean export?`},
		{"unknown command like nothing", "zzzzzz", exitUsage, "", "watchpost --help lists them"},
		{"version by option", "--version", exitOK, "watchpost ", ""},
		{"serve, unknown option", "serve --devces=:1", exitUsage, "", "--devces: unknown option; did you mean --devices?"},
		{"serve, bad file", "serve --config " + bad, exitFailed, "", bad + ":2: devces: unknown key; did you mean devices?\n" + bad + ":3: keep: "},
		{"check, bad file", "check --config=" + bad, exitFailed, "", bad + ":2: devces: "},
		{"check", "check -web 127.0.0.1:8081", exitOK, "web: \"127.0.0.1:8081\"\n", ""},
		{"export, unknown option", "export --formt csv", exitUsage, "", "--formt: unknown option; did you mean --format?"},
		{"export, bad value", "export --format=xml", exitUsage, "", `--format: "xml" is neither csv nor ndjson`},
		{"export, bad time", "export --after soon", exitUsage, "", `--after: "soon" is not a time`},
		{"export, missing value", "export -o", exitUsage, "", "-o needs a value"},
		{"export, operand", "export all", exitUsage, "", `"all" is not expected`},
		{"export, bad server", "export --server nowhere", exitUsage, "", "--server: "},
		{"replay, nothing", "replay", exitUsage, "", "say which files to post"},
		{"replay, bad flag", "replay --insecure=perhaps a --to http://192.0.2.1", exitUsage, "", `--insecure: "perhaps" is neither true nor false`},
		{"replay, bad speed", "replay a --to http://192.0.2.1 --speed -1", exitUsage, "", `--speed: "-1" is not a number`},
		{"replay, no file", "replay " + bad + ".no --to http://127.0.0.1:1", exitFailed, "", "no such file"},
		{"verify, nothing", "verify", exitUsage, "", "say which pack"},
		{"verify, help", "help verify", exitOK, "--key KEY", ""},
		{"verify, no file", "verify " + bad + ".no", exitFailed, "", "no such file"},
		{"verify, no pack", "verify " + bad, exitFailed, "", "is no ZIP file"},
		{"rebuild, nothing", "rebuild", exitUsage, "", "say what to make anew: counts"},
		{"rebuild, help", "rebuild --help", exitOK, "  counts ", ""},
		{"rebuild, something else", "rebuild count", exitUsage, "", "did you mean counts?"},
		{"rebuild, unknown option", "rebuild counts --dta x", exitUsage, "", "--dta: unknown option"},
		{"rebuild, no database", "rebuild counts --data " + bad + ".no", exitFailed, "", "there is no database in " + bad + ".no; say with --data"},
		{"simulate, nothing", "simulate", exitUsage, "", "say what to simulate: camera, nvr, "},
		{"simulate, help", "simulate --help", exitOK, "\nKinds\n  camera ", ""},
		{"simulate, help of a kind", "help simulate nvr", exitOK, "--channels N", ""},
		{"simulate, unknown kind", "simulate camrea", exitUsage, "", `"camrea" is no kind of device; did you mean camera?`},
		{"simulate, unknown option", "simulate camera --secnario x", exitUsage, "", "--secnario: unknown option; did you mean --scenario?\nRun watchpost simulate camera --help"},
		{"simulate, bad model", "simulate camera --model claassic", exitUsage, "", `--model: "claassic" is no model; did you mean classic?`},
		{"simulate, bad fault", "simulate nvr --fault clock-skwe", exitUsage, "", "did you mean clock-skew?"},
		{"simulate, bad channels", "simulate nvr --channels 5", exitUsage, "", `--channels: "5" is neither 4, 8, 16 nor 64`},
		{"simulate, bad seed", "simulate nvr --seed -1", exitUsage, "", `--seed: "-1" is not a whole number`},
		{"simulate, bad number", "simulate nvr --number 0", exitUsage, "", `--number: "0" is not a whole number`},
		{"simulate, bad speed", "simulate nvr --speed 0", exitUsage, "", `--speed: "0" is not a number`},
		{"simulate, bad view", "simulate camera --view attic", exitUsage, "", `--view: "attic" is not a view of the scenario; it has: 1, Front Yard; `},
		{"simulate, bad receiver", "simulate camera --to nowhere", exitUsage, "", "--to: not the URL of a receiver"},
		{"simulate, unknown scenario", "simulate nvr --scenario intrudor", exitUsage, "", `--scenario: "intrudor" is no scenario; did you mean intruder?`},
		{"simulate, bad scenario", "simulate nvr --scenario " + bad, exitFailed, "", bad + ": line "},
		{"simulate, no scenario file", "simulate nvr --scenario " + bad + ".no", exitFailed, "", "no such file"},
		{"simulate, bad address", "simulate nvr --listen nowhere", exitFailed, "", "listen for the page: "},
		{"simulate, operand", "simulate nvr 5", exitUsage, "", "not expected"},
		{"fleet, nowhere", "simulate fleet", exitUsage, "", "say where to post"},
		{"fleet, bad rate", "simulate fleet --events 5/y", exitUsage, "", `--events: "5/y" is not a rate`},
		{"fleet, bad receiver", "simulate fleet --to nowhere", exitUsage, "", "no http or https URL"},
		{"fleet, too many", "simulate fleet --to http://127.0.0.1:1 --cameras 70000", exitUsage, "", "70000 devices: 1 to 65536"},
		{"fleet, bad number", "simulate fleet --cameras many", exitUsage, "", `--cameras: "many" is not a whole number`},
		{"scenarios", "simulate scenario", exitOK, "  busy-gate ", ""},
		{"scenario", "simulate scenario busy-gate", exitOK, "place: gate\n", ""},
		{"scenario, file", "simulate scenario ../../internal/sim/world/scenarios/intruder.yaml", exitOK, "view 1, ", ""},
		{"scenario, two", "simulate scenario busy-gate intruder", exitUsage, "", "not expected"},
		{"user, nothing", "user", exitUsage, "", "say what to do: add, list, "},
		{"user, unknown command", "user remvoe Ann", exitUsage, "", `"remvoe" is no command; did you mean remove?`},
		{"user, no name", "user add", exitUsage, "", "want NAME"},
		{"user, two names", "user add Ann Lee", exitUsage, "", "want NAME"},
		{"user, password as an argument", "user add Ann --password x", exitUsage, "", "--password: unknown option"},
		{"user, no folder", "user list --data " + bad + ".no", exitFailed, "", "open data folder: "},
		{"token, bad time", "token add T --expires soon", exitUsage, "", `--expires: "soon" is not a time`},
		{"export, no token file", "export --token-file " + bad + ".no", exitFailed, "", "--token-file: open "},
		{"version, operand", "version 2", exitUsage, "", "not expected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := watchpost(strings.Fields(tt.args)...)
			if got.code != tt.code {
				t.Errorf("exit code %d, want %d", got.code, tt.code)
			}
			for _, o := range []struct{ name, got, want string }{{"output", got.out, tt.out}, {"errors", got.err, tt.err}} {
				if o.want == "" && o.got != "" || !strings.Contains(o.got, o.want) {
					t.Errorf("%s %q, want %q in it", o.name, o.got, o.want)
				}
			}
		})
	}
}

func TestEveryCommandExplainsItself(t *testing.T) {
	all := watchpost("--help").out
	list := commands()
	for _, c := range commands() {
		list = append(list, c.below...)
		for _, b := range c.below {
			all += b.summary // the help of c lists it
		}
	}
	for _, c := range list {
		got := watchpost(append(strings.Fields(c.name), "--help")...)
		if got.code != exitOK || got.err != "" || !strings.HasPrefix(got.out, "Usage: watchpost "+c.name) || !strings.Contains(got.out, c.summary) {
			t.Errorf("%s --help: code %d, errors %q, output %.80q", c.name, got.code, got.err, got.out)
		}
		if !strings.Contains(all, c.summary) {
			t.Errorf("watchpost --help does not list %s", c.name)
		}
	}
}

func TestCheckMasksSecrets(t *testing.T) {
	got := watchpost("check", "--device-user=gate", "--device-password=hunter2", "--device-token=c4nary-token")
	if got.code != exitOK || strings.Contains(got.out, "hunter2") || strings.Contains(got.out, "c4nary") {
		t.Errorf("code %d, output\n%s%s", got.code, got.out, got.err)
	}
}

func TestVersionJSON(t *testing.T) {
	var v struct{ Version, Go, Platform string }
	got := watchpost("version", "--json")
	if err := json.Unmarshal([]byte(got.out), &v); err != nil || v.Version == "" || v.Go == "" || v.Platform == "" {
		t.Errorf("%q reads as %+v, %v", got.out, v, err)
	}
}

func TestOptionsMayStandAnywhere(t *testing.T) {
	var to string
	var on bool
	f := newOptions("test")
	f.text(&to, "to", "URL", "")
	f.toggle(&on, "insecure", "")
	operands, err := f.parse([]string{"a", "--to", "x", "b", "--insecure", "c", "--", "-d", "--to"})
	if got := fmt.Sprint(operands); err != nil || got != "[a b c -d --to]" || to != "x" || !on {
		t.Errorf("operands %v, to %q, insecure %v, %v", operands, to, on, err)
	}
}

func TestExportAsksTheServer(t *testing.T) {
	var query string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query = r.URL.RawQuery
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"events":[{"id":"01KAXW3V1S8Z6Q4J7T2M9B5C0D","type":"motion"}]}`)
	}))
	defer server.Close()
	file := filepath.Join(t.TempDir(), "events.ndjson")
	got := watchpost("export", "--server", server.URL, "--format", "ndjson", "-o", file,
		"--type", "motion,fire", "--type=sensor", "--after", "2026-11-24T08:00:00Z", "--plate", "JP116D", "--has", "image")
	if got.code != exitOK || got.out != "" || !strings.Contains(got.err, "1 events exported") {
		t.Fatalf("%+v", got)
	}
	for _, want := range []string{"type=motion%2Cfire%2Csensor", "after=2026-11-24T08%3A00%3A00Z", "plate=JP116D", "has=image"} {
		if !strings.Contains(query, want) {
			t.Errorf("asked for %s, want %s in it", query, want)
		}
	}
	if b, err := os.ReadFile(file); err != nil || !bytes.Contains(b, []byte(`"type":"motion"`)) {
		t.Errorf("the file holds %q, %v", b, err)
	}
}
