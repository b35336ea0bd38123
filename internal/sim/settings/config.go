package settings

import "sync"

// Config holds settings as they were saved and as they are in force. Most
// devices obey what was saved at once; some only after a reboot.
type Config[T any] struct {
	// Reboot says that what is saved is in force only after Restart.
	Reboot bool
	// Clone copies settings deeply, and Check says what is wrong with them; both
	// must be set.
	Clone func(T) T
	Check func(*T) error

	mu      sync.Mutex
	saved   T
	force   T
	pending bool
	watch   chan struct{}
}

// NewConfig holds settings that are in force. clone and check are as the fields.
func NewConfig[T any](initial T, clone func(T) T, check func(*T) error) *Config[T] {
	return &Config[T]{Clone: clone, Check: check, saved: clone(initial), force: clone(initial), watch: make(chan struct{})}
}

// Saved is what pages and API show. The caller owns it.
func (c *Config[T]) Saved() T {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Clone(c.saved)
}

// InForce is what the posts obey, and a channel that is closed when it changes.
// The caller owns the settings.
func (c *Config[T]) InForce() (T, <-chan struct{}) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.Clone(c.force), c.watch
}

// Pending says whether something was saved that needs a reboot.
func (c *Config[T]) Pending() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.pending
}

// Save changes the settings, all or nothing: the error is change's or Check's.
func (c *Config[T]) Save(change func(*T) error) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := c.Clone(c.saved)
	if err := change(&next); err != nil {
		return err
	}
	if err := c.Check(&next); err != nil {
		return err
	}
	c.saved = next
	if c.Reboot {
		c.pending = true
		return nil
	}
	c.apply()
	return nil
}

// Restart puts what was saved in force, as a reboot does.
func (c *Config[T]) Restart() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.apply()
}

// apply is called with mu held.
func (c *Config[T]) apply() {
	c.force, c.pending = c.Clone(c.saved), false
	close(c.watch)
	c.watch = make(chan struct{})
}
