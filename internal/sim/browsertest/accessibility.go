package browsertest

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strings"
	"sync"

	"github.com/chromedp/chromedp"
)

// axe is axe-core 4.14.1, as its authors publish it (Mozilla Public License 2.0).
//
//go:embed axe/axe.min.js.gz
var axe []byte

var axeScript = sync.OnceValues(func() (string, error) {
	r, err := gzip.NewReader(bytes.NewReader(axe))
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(r)
	return string(b), err
})

// Barrier is something on a page that keeps people from using it.
type Barrier struct {
	Rule   string   // of axe-core, such as "color-contrast"
	Impact string   // "minor", "moderate", "serious", "critical"
	Help   string   // what the rule asks for
	Where  []string // the first elements that break it, and how
}

func (b Barrier) String() string {
	return fmt.Sprintf("%s (%s): %s\n\t%s", b.Rule, b.Impact, b.Help, strings.Join(b.Where, "\n\t"))
}

// audit runs the rules of WCAG 2.2, levels A and AA, and what is good practice.
const audit = `axe.run(document, {
  preload: false,
  runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}).then((found) => found.violations.map((v) => ({
  Rule: v.id, Impact: v.impact, Help: v.help,
  Where: v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + n.html.slice(0, 160) + " " + n.failureSummary.replace(/\s+/g, " ").slice(0, 300)),
})))`

// Barriers are those of the page that is open, as it looks now.
func (b *Browser) Barriers() []Barrier {
	b.t.Helper()
	script, err := axeScript()
	if err != nil {
		b.t.Fatalf("unpack axe-core: %v", err)
	}
	b.run("load axe-core", chromedp.Evaluate[chromedp.Void](script+"\n;0"))
	found, err := chromedp.Run(b.ctx, chromedp.Evaluate[[]Barrier](audit, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("look for barriers: %v", err)
	}
	return found
}
