"""Flat: a part that no callback needs becomes one element whose markup says what its components said."""

from dash import dcc, html

from dashboards.components.attributes import data
from dashboards.components.flat import Element, Tag, flat


def test_elements_and_text_become_escaped_markup():
    part = html.Div(
        [
            html.A("R&D <b>", href="/a?b=1&c=2"),
            html.P('"', title='say "so"'),
            html.Span(None, style={"--size": "3%", "--colour": "red"}),
            Tag("th", ["Total", html.Small(7), None], colSpan=2, className=""),
            html.Button("", disabled=True, hidden=False),
            html.Td(**data(view="0")),
            html.Br(),
        ],
        className="outer",
        key="k",
    )
    made = flat(part)
    assert isinstance(made, Element)
    assert (made.tag, made.attributes) == ("div", {"className": "outer", "key": "k"})
    assert made.inner == (
        '<a href="/a?b=1&amp;c=2">R&amp;D &lt;b&gt;</a><p title="say &quot;so&quot;">&quot;</p>'
        '<span style="--size:3%;--colour:red"></span><th colspan="2">Total<small>7</small></th>'
        '<button disabled></button><td data-view="0"></td><br>'
    )


def test_what_a_callback_needs_stays_a_component():
    part = flat(html.Div([html.P("text"), dcc.Graph(id="chart")]))
    assert isinstance(part, html.Div)
    assert isinstance(part.children[0], Element)
    assert isinstance(part.children[1], dcc.Graph)
