package deviceapi_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/watchpost/watchpost/internal/sim/settings"
)

func plates(numbers ...string) string {
	var items strings.Builder
	for i, n := range numbers {
		number, group, _ := strings.Cut(n, "@")
		fmt.Fprintf(&items, `<item><index>%d</index><licensePlateNumber><![CDATA[%s]]></licensePlateNumber><groupId><![CDATA[%s]]></groupId></item>`, i+1, number, group)
	}
	return envelope(fmt.Sprintf(`<licensePlates type="list" maxCount="100" count="%d">%s</licensePlates>`, len(numbers), items.String()))
}

func search(most, offset int, group string) string {
	return envelope(fmt.Sprintf(`<searchFilter><maxResult>%d</maxResult><resultOffset>%d</resultOffset><groupId>%s</groupId></searchFilter>`, most, offset, group))
}

func TestPlateGroups(t *testing.T) {
	var got []string
	for _, item := range camera(t, settings.LPR).get("/GetLicensePlateGroups").at("licensePlateGroups/item") {
		got = append(got, item.text("groupId")+item.text("groupName"))
	}
	if strings.Join(got, " ") != "1temporaryList 2whiteList 3blackList" {
		t.Errorf("got %v", got)
	}
}

func TestAddPlates(t *testing.T) {
	b := camera(t, settings.LPR)
	e := b.post("/AddLicensePlates", plates("KLM4821@2", "QRS7730@3", "klm4821@2", "KLM4821@3", "X@9", "@2", "DEFAULT@"))
	var got []string
	for _, item := range e.at("licensePlatesReply/item") {
		got = append(got, item.text("index")+"="+item.text("errorCode"))
	}
	if want := "1=0 2=0 3=203 4=0 5=207 6=16 7=0"; strings.Join(got, " ") != want {
		t.Errorf("got %v, want %s", got, want)
	}
	saved := b.camera.Saved().Plates
	if len(saved) != 4 || saved[0].Group != settings.WhiteList || saved[3].Group != settings.TemporaryList || !saved[0].Begin.Equal(start) || saved[0].End.Year() != 2037 {
		t.Errorf("got %+v", saved)
	}
	many := make([]string, 101)
	for i := range many {
		many[i] = fmt.Sprintf("A%d@2", i)
	}
	b.fails("/AddLicensePlates", plates(many...), "19")
	b.post("/AddLicensePlates", plates(many[:100]...))
}

func TestPlatePages(t *testing.T) {
	b := camera(t, settings.LPR)
	b.fails("/GetLicensePlates", search(50, 1, "2"), "20")
	b.post("/AddLicensePlates", plates("A@2", "B@2", "OTHER@3", "C@2"))
	b.fails("/GetLicensePlates", search(50, 0, "2"), "16")
	b.fails("/GetLicensePlates", search(0, 1, "2"), "16")
	var got []string
	for _, offset := range []int{1, 3} {
		list := b.post("/GetLicensePlates", search(2, offset, "2")).at("licensePlates")[0]
		if list.attr("total") != "3" || list.attr("count") != fmt.Sprint(len(list.at("item"))) {
			t.Errorf("total %s, count %s", list.attr("total"), list.attr("count"))
		}
		for _, item := range list.at("item") {
			got = append(got, item.text("licensePlateNumber"))
		}
	}
	if strings.Join(got, "") != "ABC" {
		t.Errorf("got %v", got)
	}
	b.fails("/GetLicensePlates", search(2, 4, "2"), "20")
	if w := b.call("POST", "/GetLicensePlates", search(2, 4, "2")); w.Code != 200 {
		t.Errorf("nothing found is answered with %d", w.Code)
	}
	if w := b.call("GET", "/GetLicensePlates", ""); w.Code != 400 {
		t.Errorf("GET is answered with %d", w.Code)
	}
}

func TestModifyPlates(t *testing.T) {
	b := camera(t, settings.LPR)
	b.post("/AddLicensePlates", plates("KLM4821@2"))
	change := func(number, group, fields string) string {
		return envelope(`<licensePlate><licensePlateNumber>` + number + `</licensePlateNumber><groupId>` + group + `</groupId>` + fields + `</licensePlate>`)
	}
	b.post("/ModifyLicensePlate", change("KLM4821", "2", `<carOwner type="string"><![CDATA[Unit 12]]></carOwner><endTime type="string">2026-05-31 12:00:00</endTime>`))
	item := b.post("/GetLicensePlates", search(1, 1, "2")).at("licensePlates/item")[0]
	for path, want := range map[string]string{
		"carOwner": "Unit 12", "beginTime": "2026-05-12 15:33:31", "endTime": "2026-05-31 12:00:00", "telephone": "", "groupId": "2",
	} {
		if got := item.text(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if _, ok := settings.Match(b.camera.Saved().Plates, "KLM4821", start.Add(20*24*time.Hour)); ok {
		t.Error("the plate does not expire")
	}
	for _, test := range []struct{ body, code string }{
		{change("KLM4821", "2", `<carOwner>Unit 13</carOwner>`), "16"},
		{change("KLM4821", "2", `<endTime type="string">2020-01-01 00:00:00</endTime>`), "16"},
		{change("KLM4821", "2", `<endTime type="string">tomorrow</endTime>`), "16"},
		{change("KLM4821", "2", `<colour type="string">red</colour>`), "16"},
		{change("KLM4821", "3", ""), "204"},
		{change("KLM4821", "7", ""), "207"},
		{change("", "2", ""), "15"},
	} {
		b.fails("/ModifyLicensePlate", test.body, test.code)
	}
	if got := b.camera.Saved().Plates[0].Owner; got != "Unit 12" {
		t.Errorf("the owner is %s after refused changes", got)
	}
}

func TestDeletePlates(t *testing.T) {
	b := camera(t, settings.LPR)
	b.post("/AddLicensePlates", plates("A@2", "B@2"))
	body := envelope(`<deleteAction><licensePlateNumber>A</licensePlateNumber><groupId>2</groupId></deleteAction>`)
	b.post("/DeleteLicensePlate", body)
	b.fails("/DeleteLicensePlate", body, "204")
	if got := b.camera.Saved().Plates; len(got) != 1 || got[0].Number != "B" {
		t.Errorf("got %+v", got)
	}
}

func TestOlderPlates(t *testing.T) {
	b := camera(t, settings.Modern)
	const add = `<config><vehiclePlates type="list" count="1"><item>
		<carPlateNumber type="string"><![CDATA[KLM4821]]></carPlateNumber><beginTime type="string"><![CDATA[2026/05/12 00:00:00]]></beginTime>
		<endTime type="string"><![CDATA[2027/05/11 23:59:59]]></endTime><carOwner type="string"><![CDATA[Unit 12]]></carOwner>
		<plateItemType type="string">whiteList</plateItemType></item></vehiclePlates></config>`
	b.post("/AddVehiclePlate", add)
	b.fails("/AddVehiclePlate", add, "203")
	b.fails("/AddVehiclePlate", strings.Replace(add, "2027/05/11", "2027-05-11", 1), "3")
	b.fails("/AddVehiclePlate", strings.Replace(add, "whiteList", "strangerList", 1), "3")
	find := func(page int, list string) string {
		return fmt.Sprintf(`<config><vehiclePlates><searchFilter><item><pageIndex>%d</pageIndex><pageSize>10</pageSize><listType>%s</listType><carPlateNum/></item></searchFilter></vehiclePlates></config>`, page, list)
	}
	e := b.post("/GetVehiclePlate", find(0, "allList"))
	if e.text("vehiclePlates/item/keyId") != "1" || e.text("vehiclePlates/item/endTime") != "2027/05/11 23:59:59" {
		t.Errorf("got %+v", e)
	}
	for _, empty := range []string{find(1, "allList"), find(0, "blackList")} {
		if n := len(b.post("/GetVehiclePlate", empty).at("vehiclePlates/item")); n != 0 {
			t.Errorf("%d plates of %s", n, empty)
		}
	}
	b.fails("/GetVehiclePlate", find(-1, "allList"), "16")
}
