// Package browsertest drives a browser as a person does: it finds what is on a
// page by its words, clicks with the mouse and types on the keyboard.
package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// patience is how long a browser may take to start, and anything on a page to
// appear.
const patience = 30 * time.Second

// Browser is a window of a browser, 1280 by 900 until told otherwise. Whatever
// goes wrong ends the test.
type Browser struct {
	t   testing.TB
	ctx context.Context
}

// New starts Chromium, which ends with the test. Where it is not installed the
// test is skipped, or fails if WATCHPOST_REQUIRE is set.
func New(t testing.TB) *Browser {
	t.Helper()
	program := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			program = path
			break
		}
	}
	if program == "" && os.Getenv("WATCHPOST_REQUIRE") != "" {
		t.Fatal("needs chromium installed")
	}
	if program == "" {
		t.Skip("skipped: needs chromium installed")
	}
	all, cancelAll := chromedp.NewExecAllocator(t.Context(),
		chromedp.ExecPath(program),
		chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("headless", "new"),
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.WindowSize(1280, 900),
		chromedp.WSURLReadTimeout(patience),
	)
	ctx, cancel := chromedp.NewContext(all)
	t.Cleanup(func() {
		_ = chromedp.Cancel(ctx) // waits for the browser to end, so that its folder can be removed
		cancel()
		cancelAll()
	})
	b := &Browser{t: t, ctx: ctx}
	// The first Run starts the browser, which lives as long as its context.
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1280, 900)); err != nil {
		t.Fatalf("start %s: %v", program, err)
	}
	return b
}

// step is one thing that a browser does.
type step = chromedp.Action[chromedp.Void]

func (b *Browser) run(what string, actions ...step) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, actions...); err != nil {
		b.t.Fatalf("%s: %v\nThe page reads:\n%s", what, err, b.reads())
	}
}

// reads is the text of the page, for messages.
func (b *Browser) reads() string {
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.href + "\n" + document.body.innerText`))
	if err != nil {
		return err.Error()
	}
	return text
}

// ask evaluates an expression in JavaScript.
func ask[T any](b *Browser, what, expression string) T {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	answer, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.t.Fatalf("%s: %v\nThe page reads:\n%s", what, err, b.reads())
	}
	return answer
}

// Open loads a page.
func (b *Browser) Open(url string) {
	b.t.Helper()
	b.run("open "+url, chromedp.Navigate(url))
}

// Path is the path and query of the page.
func (b *Browser) Path() string {
	b.t.Helper()
	return ask[string](b, "path", `location.pathname + location.search`)
}

// mark is the attribute by which what was found is told apart.
const mark = "data-browsertest"

// finder is JavaScript that finds what is visible and in front, by kind and words.
const finder = `((kind, words) => {
  const front = document.querySelector("[role=dialog]") ?? document;
  const seen = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: false}) && !e.closest("[inert]");
  const said = (e) => (e.getAttribute("aria-label") ?? e.querySelector(":scope > .hide")?.innerText ?? e.innerText ?? "").trim().replace(/\s+/g, " ");
  const find = {
    press: () => [...front.querySelectorAll("button:not(.enter), a, summary, label, option")].filter((e) => (e.tagName === "OPTION" || seen(e)) && said(e) === words),
    field: () => [...front.querySelectorAll("label, [aria-label]")].filter((e) => said(e) === words)
      .map((e) => e.control ?? e).filter((e) => e.matches("input, select, textarea") && seen(e)),
    css: () => [...document.querySelectorAll(words)].filter(seen),
  }[kind]();
  document.querySelectorAll("[` + mark + `]").forEach((e) => e.removeAttribute("` + mark + `"));
  find[0]?.setAttribute("` + mark + `", "");
  return find.length > 0;
})`

// find waits for something and marks it.
func (b *Browser) find(kind, words string) string {
	b.t.Helper()
	b.wait(fmt.Sprintf("find %s %q", kind, words), fmt.Sprintf("%s(%s, %s)", finder, quote(kind), quote(words)))
	return "[" + mark + "]"
}

func quote(s string) string {
	text, _ := json.Marshal(s) // a string always can be
	return string(text)
}

// wait waits until an expression is true. It asks again from without when the
// page is replaced meanwhile.
func (b *Browser) wait(what, expression string) {
	b.t.Helper()
	ctx, cancel := context.WithTimeout(b.ctx, patience)
	defer cancel()
	for {
		_, err := chromedp.Run(ctx, chromedp.Poll[bool](expression, chromedp.WithPollingInterval(20*time.Millisecond), chromedp.WithPollingTimeout(0)))
		if err == nil {
			return
		}
		if ctx.Err() != nil {
			b.t.Fatalf("%s: not in %v\nThe page reads:\n%s", what, patience, b.reads())
		}
	}
}

// Click presses the button, link, label or entry of a list that reads so.
func (b *Browser) Click(words string) {
	b.t.Helper()
	for !b.press("click "+words, b.find("press", words)) { // the page was replaced in between
	}
}

// press clicks what a selector finds, and says whether there is any. It does so from
// within the page: with a pointer a click may miss what a slow page still moves.
func (b *Browser) press(what, selector string) bool {
	b.t.Helper()
	return ask[bool](b, what, fmt.Sprintf(`(() => {
  const found = document.querySelector(%q);
  found?.click();
  return Boolean(found);
})()`, selector))
}

// Fill types a text into the field with this label, in place of what is there.
func (b *Browser) Fill(label, text string) {
	b.t.Helper()
	field := b.find("field", label)
	b.run("fill "+label, chromedp.Focus(chromedp.CSS(field)),
		chromedp.Evaluate[chromedp.Void](`document.querySelector("`+field+`").select()`), chromedp.KeyEvent(kb.Delete), chromedp.KeyEvent(text))
}

// Tick clicks the box with this label, unless it is as wanted already.
func (b *Browser) Tick(label string, on bool) {
	b.t.Helper()
	box := b.find("field", label)
	if ask[bool](b, "tick "+label, `document.querySelector("`+box+`").checked`) != on {
		b.press("tick "+label, box)
	}
}

// Choose selects what reads so in the selection with this label, and says so to the
// page as the browser does.
func (b *Browser) Choose(label string, texts ...string) {
	b.t.Helper()
	list := b.find("field", label)
	wanted, _ := json.Marshal(texts)
	chosen := ask[int](b, "choose "+label, fmt.Sprintf(`(() => {
  const list = document.querySelector(%q), wanted = %s;
  for (const option of list.options) option.selected = wanted.includes(option.text);
  list.dispatchEvent(new Event("input", {bubbles: true}));
  list.dispatchEvent(new Event("change", {bubbles: true}));
  return list.selectedOptions.length;
})()`, list, wanted))
	if chosen != len(texts) {
		b.t.Fatalf("choose %s: %d of %q are there", label, chosen, texts)
	}
}

// Sees waits until a text is on the page, in front, whatever its blanks.
func (b *Browser) Sees(text string) {
	b.t.Helper()
	b.wait("see "+text, fmt.Sprintf(`(document.querySelector("[role=dialog]") ?? document.body)?.innerText.replace(/\s+/g, " ").includes(%s)`, quote(text)))
}

// SeesNot waits until a text is not on the page.
func (b *Browser) SeesNot(text string) {
	b.t.Helper()
	b.wait("see no more "+text, fmt.Sprintf(`document.body && !document.body.innerText.replace(/\s+/g, " ").includes(%s)`, quote(text)))
}

// Until waits until an expression in JavaScript is true.
func (b *Browser) Until(expression string) {
	b.t.Helper()
	b.wait("until "+expression, expression)
}

// Value is the value of the field with this label.
func (b *Browser) Value(label string) string {
	b.t.Helper()
	return ask[string](b, "value of "+label, `document.querySelector("`+b.find("field", label)+`").value`)
}

// Attribute is what an attribute of the first that a selector finds says.
func (b *Browser) Attribute(selector, name string) string {
	b.t.Helper()
	return ask[string](b, name+" of "+selector, fmt.Sprintf("document.querySelector(%q).getAttribute(%q)", selector, name))
}

// Drag takes the first that a selector finds at its middle and moves the pointer so
// many shares of another one's width and height from its corner.
func (b *Browser) Drag(selector, over string, x, y float64) {
	b.t.Helper()
	from := b.box(selector)
	to := b.box(over)
	b.run("drag "+selector, chromedp.DragAndDropXY(from[0]+from[2]/2, from[1]+from[3]/2, to[0]+to[2]*x, to[1]+to[3]*y))
}

// box is where the first that a selector finds is: left, top, width, height.
func (b *Browser) box(selector string) [4]float64 {
	b.t.Helper()
	b.find("css", selector)
	return ask[[4]float64](b, "place of "+selector, fmt.Sprintf(`(() => {
  const e = document.querySelector(%q);
  e.scrollIntoView({block: "nearest", behavior: "instant"});
  const r = e.getBoundingClientRect();
  return [r.left, r.top, r.width, r.height];
})()`, selector))
}

// Look sets the size of the window, and whether the person likes it dark.
func (b *Browser) Look(width, height int64, dark bool) {
	b.t.Helper()
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	b.run("look", chromedp.EmulateViewport(width, height))
	_, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	})
	if err != nil {
		b.t.Fatalf("look: %v", err)
	}
}

// Overflows says whether the page is wider than the window.
func (b *Browser) Overflows() bool {
	b.t.Helper()
	return ask[bool](b, "width", `document.documentElement.scrollWidth > innerWidth`)
}

// Picture writes what the window shows as PNG.
func (b *Browser) Picture(file string) {
	b.t.Helper()
	png, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		b.t.Fatalf("picture: %v", err)
	}
	if err := os.WriteFile(file, png, 0o666); err != nil {
		b.t.Fatal(err)
	}
}

// Complaints are what the browser's console holds from now on against the pages:
// errors of scripts and what the pages' own policy forbids.
func (b *Browser) Complaints() *Complaints {
	b.t.Helper()
	c := &Complaints{}
	if err := chromedp.Listen(b.ctx, c.hear); err != nil {
		b.t.Fatalf("listen to the console: %v", err)
	}
	return c
}
