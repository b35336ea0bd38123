package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/watchpost/watchpost/internal/store/sqlite"
)

// typing calls watchpost on a data folder with something on its standard input.
func typing(data, in string, args ...string) result {
	var out, errOut bytes.Buffer
	code := run(args, []string{"WATCHPOST_DATA=" + data}, strings.NewReader(in), &out, &errOut)
	return result{code, out.String(), errOut.String()}
}

// TestUserAndToken is a life of users and tokens, step by step.
func TestUserAndToken(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte("correct horse battery\r\nsecond line\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		args, in string
		code     int
		out, err string // patterns
	}{
		{"user add Bob --password-file -", "another good one\n", exitFailed, "", "the first user has to let the others in"},
		{"user add Ann --role administrator", "", exitFailed, "", "there is no terminal .* --password-file"},
		{"user add Ann --role administrator --password-file -", "\n", exitFailed, "", "the first line of the standard input is empty"},
		{"user add Ann --role administrator --password-file -", "short\n", exitFailed, "", "add user: password: must have 10 characters"},
		{"user add Ann --role administrator --password-file " + file, "", exitOK, "^Ann can log in as administrator.\n$", ""},
		{"user add ANN --password-file " + file, "", exitFailed, "", "add user: the name is taken"},
		{"user add Bob --cameras cam_a_1,cam_a_2 --password-file -", "another good one", exitOK, "Bob can log in as viewer", ""},
		{"user add Eve --groups Gates --password-file -", "another good one", exitFailed, "", `there is no group of cameras "Gates"`},
		{"user list", "", exitOK, `(?s)Ann +administrator +everything +never\nBob +viewer +cam_a_1, cam_a_2 +never`, ""},
		{"user role bob operator", "", exitOK, "Bob is operator now", ""},
		{"user role bob root", "", exitFailed, "", `role: is "root"`},
		{"user disable bob", "", exitOK, "Bob cannot log in", ""},
		{"user list", "", exitOK, `operator \(disabled\)`, ""},
		{"user enable bob", "", exitOK, "Bob can log in again", ""},
		{"user passwd bob --password-file -", "a third good one\n", exitOK, "Bob has another password", ""},
		{"user remove ann", "", exitFailed, "", "remove user Ann: this is the last administrator"},
		{"user remove bob", "", exitOK, "Bob is removed", ""},
		{"user remove bob", "", exitFailed, "", `there is no user "bob"; watchpost user list`},
		{"token add Dashboard --expires 90d", "", exitOK, `^wp_[\w-]{43}\n$`, "token Dashboard. It is not shown again"},
		{"token add dashboard", "", exitFailed, "", "the name is taken"},
		{"token add Old --expires 2020-01-01", "", exitFailed, "", "expires_at: is in the past"},
		{"token list", "", exitOK, `Dashboard +viewer +everything +2\d{3}-\d\d-\d\d \d\d:\d\d +never`, ""},
		{"token remove dashboard", "", exitOK, "Dashboard opens nothing any more", ""},
		{"token remove dashboard", "", exitFailed, "", "there is no token"},
	} {
		got := typing(data, step.in, strings.Fields(step.args)...)
		if got.code != step.code || !matches(step.out, got.out) || !matches(step.err, got.err) {
			t.Errorf("%s: got %+v, want %+v", step.args, got, step)
		}
	}
	lock, err := sqlite.Lock(data)
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Close()
	for command, route := range map[string]string{"user list": "/api/v1/users", "token list": "/api/v1/tokens"} {
		if got := typing(data, "", strings.Fields(command)...); got.code != exitFailed || !strings.Contains(got.err, "a running server holds this data folder; stop it, or ask it: "+route) {
			t.Errorf("%s while a server runs: got %+v", command, got)
		}
	}
}

// matches says whether a text has a pattern; "" is nothing at all.
func matches(pattern, text string) bool {
	return pattern == "" && text == "" || pattern != "" && regexp.MustCompile(pattern).MatchString(text)
}

func TestExportShowsItsToken(t *testing.T) {
	file := filepath.Join(t.TempDir(), "token")
	if err := os.WriteFile(file, []byte("wp_secret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	var shown []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		shown = append(shown, r.Header.Get("Authorization"))
		json.NewEncoder(w).Encode(map[string]any{"events": []any{}})
	}))
	defer server.Close()
	var out, errOut bytes.Buffer
	if code := run([]string{"export", "--server", server.URL, "--token-file", file}, nil, strings.NewReader(""), &out, &errOut); code != exitOK {
		t.Errorf("got %d: %s", code, errOut.String())
	}
	if code := run([]string{"export", "--server", server.URL}, []string{"WATCHPOST_TOKEN_FILE=" + file}, strings.NewReader(""), &out, &errOut); code != exitOK {
		t.Errorf("by the environment: got %d: %s", code, errOut.String())
	}
	if strings.Join(shown, " ") != "Bearer wp_secret Bearer wp_secret" {
		t.Errorf("got %q", shown)
	}
}
