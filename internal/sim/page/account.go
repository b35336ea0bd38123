package page

import (
	"net/http"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// accountView is the page Account.
type accountView struct {
	shell
	*form
}

// accountPage is the page Account of a device: who may log in to the pages and to
// the API.
type accountPage[T any] struct {
	*device
	config  *settings.Config[T]
	account func(*T) *settings.Account
}

// show handles GET.
func (p accountPage[T]) show(w http.ResponseWriter, r *http.Request) error {
	saved := p.config.Saved()
	a := *p.account(&saved)
	f := newForm()
	f.set("User", a.User)
	f.set("Scheme", scheme(a.Digest))
	return p.render(w, http.StatusOK, "account", accountView{shell: p.shell(r, "Account"), form: f})
}

// change handles POST. All sessions end but the one that changes the account.
func (p accountPage[T]) change(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	name := func(field string) string {
		switch field {
		case "Account.User":
			return "User"
		case "Account.Password":
			return "New"
		}
		return field
	}
	ok, err := save(p.config, f, name, func(t *T) { takeAccount(f, p.account(t)) })
	if err != nil {
		return err
	}
	if ok {
		setCookie(w, r, p.sessions.open(p.device.account()), 0)
		return redirect(w, r, r.URL.Path+"?saved")
	}
	for _, secret := range []string{"Current", "New", "Repeat"} {
		f.set(secret, "")
	}
	return p.render(w, http.StatusUnprocessableEntity, "account", accountView{shell: p.shell(r, "Account"), form: f})
}

// takeAccount sets what a form says. A new password that is not typed leaves the old.
func takeAccount(f *form, a *settings.Account) {
	if f.get("Current") != a.Password {
		f.problem("Current", "this is not the password")
	}
	if f.get("New") != f.get("Repeat") {
		f.problem("Repeat", "the two are not the same; type the new password again")
	}
	a.User = f.text("User")
	a.Digest = f.get("Scheme") == scheme(true)
	if typed := f.get("New"); typed != "" {
		a.Password = typed
	}
}

func scheme(digest bool) string {
	if digest {
		return "digest"
	}
	return "basic"
}
