"""Feeds and government websites as the demo answers them: encodings, validators, list pages, counters."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from email.utils import parsedate_to_datetime

import pytest

from demo.accounts import Actor
from hub.platforms import Platform
from tests.demo.conftest import Province, at


def actors(province: Province, platform: Platform) -> list[Actor]:
    found = [actor for actor in province.world.actors.values() if actor.account.platform == platform]
    return [actor for actor in found if actor.outages.at(province.clock.now()) is None]


def get(province: Province, path: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    for _ in range(3):
        answer = province.client.get(path, headers={name.replace("_", "-"): v for name, v in headers.items()})
        if answer.status_code not in (429, 500, 502):
            break
    return answer.status_code, answer.content, dict(answer.headers)


def test_a_feed_shows_the_fifteen_newest_items(province: Province) -> None:
    actor = actors(province, "rss")[2]
    _, body, _ = get(province, f"/feeds/{actor.account_id}.xml")
    items = ElementTree.fromstring(body).findall("channel/item")
    newest = province.world.newest(actor.account_id, province.clock.now(), 15)
    assert [item.findtext("guid") for item in items] == [post.native_id for post in newest]
    assert [parsedate_to_datetime(item.findtext("pubDate") or "") for item in items] == [
        post.published_at for post in newest
    ]
    assert items[0].find("guid").attrib == {"isPermaLink": "false"}  # type: ignore[union-attr]


def test_one_feed_is_in_gbk_and_says_so_in_its_declaration(province: Province) -> None:
    places = [actor.account_id for actor in province.world.actors.values() if actor.account.platform == "rss"]
    _, body, headers = get(province, f"/feeds/{places[0]}.xml")
    assert body.startswith(b'<?xml version="1.0" encoding="gbk"?>')
    assert province.world.newest(places[0], province.clock.now(), 1)[0].title in body.decode("gbk")
    assert "charset" not in headers["content-type"]


def test_one_feed_is_atom(province: Province) -> None:
    places = [actor.account_id for actor in province.world.actors.values() if actor.account.platform == "rss"]
    _, body, _ = get(province, f"/feeds/{places[1]}.xml")
    root = ElementTree.fromstring(body)
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert len(root.findall("{http://www.w3.org/2005/Atom}entry")) == 15


def test_a_feed_that_has_not_changed_answers_304(province: Province) -> None:
    actor = actors(province, "rss")[2]
    path = f"/feeds/{actor.account_id}.xml"
    _, _, headers = get(province, path)
    assert get(province, path, If_None_Match=headers["etag"])[0] == 304
    assert get(province, path, If_Modified_Since=headers["last-modified"])[0] == 304
    assert get(province, path, If_Modified_Since="yesterday")[0] == 200
    assert get(province, path, If_None_Match='"other"')[0] == 200


def test_a_feeds_links_lead_to_pages(province: Province) -> None:
    actor = actors(province, "rss")[2]
    _, body, _ = get(province, f"/feeds/{actor.account_id}.xml")
    link = ElementTree.fromstring(body).findtext("channel/item/link") or ""
    status, page, _ = get(province, link)
    assert status == 200
    assert province.world.newest(actor.account_id, province.clock.now(), 1)[0].title in page.decode()


def test_a_list_page_cuts_titles_and_keeps_the_full_one(province: Province) -> None:
    actor = actors(province, "website")[0]
    _, body, _ = get(province, f"/sites/{actor.account_id}/index.html")
    page = body.decode("gb18030")
    rows = re.findall(r'<li><a href="([^"]+)" title="([^"]+)">([^<]+)</a><span>([\d-]+)</span>', page)
    newest = province.world.newest(actor.account_id, province.clock.now(), 15)
    assert [title for _, title, _, _ in rows] == [post.title for post in newest]
    cut = [shown for _, title, shown, _ in rows if shown != title]
    assert cut
    assert all(shown.endswith("...") for shown in cut)
    assert "createPageHTML(5, 0," in page


def test_page_two_of_a_list_is_index_1(province: Province) -> None:
    actor = actors(province, "website")[0]
    _, body, _ = get(province, f"/sites/{actor.account_id}/index_1.html")
    newest = province.world.newest(actor.account_id, province.clock.now(), 30)
    assert newest[15].title in body.decode("gb18030")
    assert get(province, f"/sites/{actor.account_id}/index_9.html")[0] == 404


def test_most_sites_are_gb18030_and_call_it_gb2312(province: Province) -> None:
    labels = []
    for actor in actors(province, "website"):
        _, body, headers = get(province, f"/sites/{actor.account_id}/index.html")
        label = re.search(rb'charset="([\w-]+)"', body)
        assert label
        labels.append(label[1].decode())
        body.decode("gb18030" if label[1] == b"gb2312" else "utf-8")
        assert headers["content-type"] == "text/html"
    assert labels.count("gb2312") > labels.count("utf-8") > 0


def test_a_detail_page_has_the_standard_meta_tags_and_body(province: Province) -> None:
    actor = actors(province, "website")[0]
    post = province.world.newest(actor.account_id, province.clock.now(), 1)[0]
    _, body, _ = get(province, post.url.removeprefix("demo:"))
    page = body.decode("gb18030")
    assert f'<meta name="ArticleTitle" content="{post.title}">' in page
    assert re.search(r'<meta name="PubDate" content="\d{4}-\d\d-\d\d \d\d:\d\d">', page)
    assert 'class="TRS_Editor"' in page


def test_views_are_printed_by_some_sites_and_filled_in_by_script_in_others(province: Province) -> None:
    kinds = set()
    for actor in actors(province, "website"):
        post = province.world.newest(actor.account_id, province.clock.now(), 1)[0]
        views = province.world.figure(post, province.clock.now())["views"]
        _, body, _ = get(province, post.url.removeprefix("demo:"))
        counter = re.search(rb'<em id="hits"><script src="([^"]+)">', body)
        kinds.add(counter is not None)
        if counter:
            _, script, _ = get(province, counter[1].decode())
            assert script.decode() == f'document.write("{views}");'
        else:
            assert f'<em id="hits">{views}</em>'.encode() in body
    assert kinds == {True, False}


def test_a_deleted_page_is_not_found_and_no_longer_listed(province: Province) -> None:
    province.clock.set(at(119, 10))
    for actor in actors(province, "website"):
        now = province.clock.now()
        gone = [post for post in province.posts(actor, now) if post.deleted_by(now)]
        if gone:
            assert get(province, gone[-1].url.removeprefix("demo:"))[0] == 404
            assert gone[-1] not in province.world.newest(actor.account_id, now, 75)
            return
    pytest.fail("no deleted page")


def test_a_site_that_is_down_answers_503(province: Province) -> None:
    site = next(actor for actor in province.world.actors.values() if actor.account.platform == "website")
    province.clock.set(at(100 + site.outages.platform_day, 10))
    down = [a for a in province.world.actors.values() if a.outages.at(province.clock.now()) == "down"]
    for actor in (actor for actor in down if actor.account.platform == "website"):
        assert get(province, f"/sites/{actor.account_id}/index.html")[0] == 503


def test_robots_may_read_all_but_the_controls(province: Province) -> None:
    assert get(province, "/robots.txt")[1] == b"User-agent: *\nDisallow: /_demo/\n"


@pytest.mark.parametrize("path", ["/feeds/nobody.xml", "/sites/nobody/index.html", "/nothing"])
def test_what_is_not_there_is_not_found(province: Province, path: str) -> None:
    assert get(province, path)[0] == 404
