package browsertest

import (
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/heapprofiler"
	"github.com/chromedp/cdproto/memory"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// Memory is what a page holds when its garbage has been collected.
type Memory struct {
	Heap      int64 // of its scripts, in bytes
	Nodes     int64 // of documents
	Listeners int64
}

// Memory collects the garbage of the page that is open and says what is left.
func (b *Browser) Memory() Memory {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, heapprofiler.CollectGarbage, cdp.Empty{}); err != nil {
		b.t.Fatalf("collect the page's garbage: %v", err)
	}
	heap, err := chromedp.Call(b.ctx, runtime.GetHeapUsage, cdp.Empty{})
	if err != nil {
		b.t.Fatalf("ask for the page's heap: %v", err)
	}
	dom, err := chromedp.Call(b.ctx, memory.GetDOMCounters, cdp.Empty{})
	if err != nil {
		b.t.Fatalf("ask for the page's nodes: %v", err)
	}
	return Memory{Heap: int64(heap.UsedSize), Nodes: int64(dom.Nodes), Listeners: int64(dom.JsEventListeners)}
}
