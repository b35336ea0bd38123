package version

import (
	"runtime"
	"runtime/debug"
	"testing"
)

func TestReadIsNeverEmpty(t *testing.T) {
	i := Read()
	if i.Version == "" || i.Go != runtime.Version() {
		t.Errorf("Read() = %+v, want a version and this toolchain", i)
	}
}

func TestRecordedCommit(t *testing.T) {
	revision := debug.BuildSetting{Key: "vcs.revision", Value: "abc123"}
	tests := []struct {
		name     string
		settings []debug.BuildSetting
		want     string
	}{
		{"none", nil, ""},
		{"clean", []debug.BuildSetting{revision, {Key: "vcs.modified", Value: "false"}}, "abc123"},
		{"changed since", []debug.BuildSetting{{Key: "vcs.modified", Value: "true"}, revision}, "abc123+changes"},
		{"changed nothing known", []debug.BuildSetting{{Key: "vcs.modified", Value: "true"}}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := recorded(tt.settings); got != tt.want {
				t.Errorf("recorded = %q, want %q", got, tt.want)
			}
		})
	}
}
