package page

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

// book is the plates of a camera, in its three lists.
func (p *cameraPages) book() *plateBook {
	return &plateBook{
		device: p.device, path: "/config/plates", column: "List Type",
		clock:   func() settings.Clock { return p.config.Saved().Clock },
		entries: func() []settings.PlateEntry { return p.config.Saved().Plates },
		missing: p.hasPlates,
		lists: func() []string {
			var pairs []string
			for _, list := range []string{settings.WhiteList, settings.BlackList, settings.TemporaryList} {
				pairs = append(pairs, list, settings.PlateListLabel(list))
			}
			return pairs
		},
		save: func(f *form, change func([]settings.PlateEntry) []settings.PlateEntry) (bool, error) {
			return save(p.config, f, plateField, func(c *settings.Camera) { c.Plates = change(c.Plates) })
		},
	}
}

// book is the plates of a recorder, in groups that its user names.
func (p *recorderPages) book() *plateBook {
	return &plateBook{
		device: p.device, path: "/database/plates", column: "Group", groups: true,
		clock:   func() settings.Clock { return p.config.Saved().Clock },
		entries: func() []settings.PlateEntry { return flat(p.config.Saved().Groups) },
		missing: func() error { return nil },
		lists: func() []string {
			var pairs []string
			for _, g := range p.config.Saved().Groups {
				pairs = append(pairs, g.Name, g.Name)
			}
			return pairs
		},
		save: func(f *form, change func([]settings.PlateEntry) []settings.PlateEntry) (bool, error) {
			return save(p.config, f, plateField, func(r *settings.Recorder) { deal(r.Groups, change(flat(r.Groups))) })
		},
	}
}

// flat are the entries of all groups, each with the name of its own.
func flat(groups []settings.PlateGroup) []settings.PlateEntry {
	var all []settings.PlateEntry
	for _, g := range groups {
		for _, e := range g.Plates {
			e.Group = g.Name
			all = append(all, e)
		}
	}
	return all
}

// deal puts entries into their groups.
func deal(groups []settings.PlateGroup, all []settings.PlateEntry) {
	for i := range groups {
		groups[i].Plates = nil
		for _, e := range all {
			if e.Group == groups[i].Name {
				groups[i].Plates = append(groups[i].Plates, e)
			}
		}
	}
}

// groupsView is the page of a recorder's plate groups.
type groupsView struct {
	shell
	*form
	Groups []groupRow
}

// groupRow is a group, the field of its name, and its name as part of a link.
type groupRow struct {
	settings.PlateGroup
	Field, Query string
}

const groupsPath = "/database/groups"

// plateGroups handles GET /database/groups.
func (p *recorderPages) plateGroups(w http.ResponseWriter, r *http.Request) error {
	return p.showGroups(w, r, http.StatusOK, newForm())
}

func (p *recorderPages) showGroups(w http.ResponseWriter, r *http.Request, status int, f *form) error {
	v := groupsView{shell: p.shell(r, "Plate Groups"), form: f}
	for i, g := range p.config.Saved().Groups {
		row := groupRow{PlateGroup: g, Field: groupField(i), Query: url.QueryEscape(g.Name)}
		if _, typed := f.values[row.Field]; !typed {
			f.set(row.Field, g.Name)
		}
		v.Groups = append(v.Groups, row)
	}
	return p.render(w, status, "groups", v)
}

// groupField is the field that a group's name is typed into.
func groupField(i int) string { return fmt.Sprintf("Groups[%d].Name", i) }

// changePlateGroups handles POST /database/groups: Delete, and Save, which takes the
// names and the new group.
func (p *recorderPages) changePlateGroups(w http.ResponseWriter, r *http.Request) error {
	f := formOf(r)
	remove, add := f.get("delete"), f.text("Name")
	before := len(p.config.Saved().Groups)
	name := func(field string) string {
		if field == groupField(before) || field == "Groups" {
			return "Name"
		}
		return field
	}
	ok, err := save(p.config, f, name, func(rec *settings.Recorder) {
		if remove != "" {
			rec.Groups = slices.DeleteFunc(rec.Groups, func(g settings.PlateGroup) bool { return g.Name == remove })
			return
		}
		for i := range rec.Groups {
			if _, typed := f.values[groupField(i)]; typed {
				rec.Groups[i].Name = f.text(groupField(i))
			}
		}
		switch {
		case add != "":
			rec.Groups = append(rec.Groups, settings.PlateGroup{Name: add})
		case f.get("do") == "add":
			f.problem("Name", "type the name of the new group")
		}
	})
	if err != nil || ok {
		return p.saved(w, r, err, groupsPath)
	}
	return p.showGroups(w, r, http.StatusUnprocessableEntity, f)
}
