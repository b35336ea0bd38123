// Package version says what this binary was built from.
package version

import (
	"runtime"
	"runtime/debug"
)

// number and commit are set when a release is linked:
//
//	go build -ldflags "-X github.com/watchpost/watchpost/internal/version.number=1.2.0"
//
// Otherwise the toolchain's own record is used.
var number, commit string

// Info is what a binary was built from.
type Info struct {
	Version string // "1.2.0", or "devel" when it is no release
	Commit  string // of the source, with "+changes" if it was changed since; "" when not known
	Go      string // of the toolchain, "go1.26.0"
}

// Read returns what this binary was built from.
func Read() Info {
	i := Info{Version: number, Commit: commit, Go: runtime.Version()}
	build, ok := debug.ReadBuildInfo()
	if ok && i.Version == "" && build.Main.Version != "(devel)" {
		i.Version = build.Main.Version
	}
	if i.Version == "" {
		i.Version = "devel"
	}
	if ok && i.Commit == "" {
		i.Commit = recorded(build.Settings)
	}
	return i
}

// recorded is the commit that the toolchain noted.
func recorded(settings []debug.BuildSetting) string {
	var revision, changes string
	for _, s := range settings {
		switch {
		case s.Key == "vcs.revision":
			revision = s.Value
		case s.Key == "vcs.modified" && s.Value == "true":
			changes = "+changes"
		}
	}
	if revision == "" {
		return ""
	}
	return revision + changes
}
