//go:build unix

package e2e_test

import (
	"testing"

	"github.com/watchpost/watchpost/internal/e2e"
)

// TestFacesFlow watches faces come, narrows the gallery, and opens one.
func TestFacesFlow(t *testing.T) {
	i := e2e.Start(t, e2e.Options{Plain: true})
	b := visitor(t)
	b.Open(i.Web + "/faces")
	b.Sees("No face has been seen yet")
	post(t, i, read(t, ownPosts+"recorder-faces.xml"))
	b.Until(`document.querySelectorAll(".faces .card").length >= 1 && document.querySelector(".empty") === null`)
	b.Open(i.Web + "/faces")
	post(t, i, read(t, ownPosts+"camera-faces.xml"))
	b.Until(`document.querySelectorAll(".faces .card.new").length >= 1`)
	look(t, b, "faces")
	b.Click("male")
	b.Until(`new URLSearchParams(location.search).get("sex") === "male"`)
	b.Until(`[...document.querySelectorAll(".faces .card b")].every((e) => /(^|, )male/i.test(e.textContent))`)
	b.Open(i.Web + "/faces?mask=yes&sex=female&age=child")
	look(t, b, "faces-filter")
	b.Open(i.Web + "/faces")
	b.Until(`document.querySelector(".faces .card").click() === undefined`)
	b.Sees("In the device's words")
}
