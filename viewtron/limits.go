package viewtron

// Limits of Parse. A post beyond MaxDepth, MaxElements, MaxName, MaxAttributes,
// MaxTag or MaxTextRuns is a [SyntaxError]; lists and texts beyond theirs are cut,
// with a Finding.
const (
	MaxDepth      = 32       // nested elements
	MaxElements   = 20_000   // elements in one post
	MaxName       = 256      // bytes of an element's or attribute's name
	MaxAttributes = 64       // attributes of one element
	MaxTag        = 16 << 10 // bytes of one tag
	MaxTypes      = 16 << 10 // bytes of a types block that is skipped without a look
	MaxTextRuns   = 64       // pieces of text, CDATA included, of one element
	MaxItems      = 256      // targets, rules, alarm flags or track points kept of one list
	MaxPoints     = 256      // corners kept of one zone
	MaxText       = 4 << 10  // bytes kept of one text
	MaxExtra      = 64       // elements kept in Message.Extra
	MaxFindings   = 32       // findings kept of one post
)
