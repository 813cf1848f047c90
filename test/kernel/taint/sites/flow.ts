import { call, derive, ingest, open, read, result, show, spawn, write } from "../../../fixtures/taint.ts"
import { type Rows, begun, cases, good, lenient, stored, tainted, under } from "./case.ts"

/** Where content goes: into the context, into resources, out of calls. */

export const showing = (): Rows => {
  const seenBy = (...audience: readonly string[]) =>
    under(
      {},
      [0, open(1, { audience })],
      [0, ingest("any")],
      [0, ingest("two", { readers: ["bob", "ann"] })],
      [0, ingest("one", { readers: ["ann"] })],
      [0, ingest("none", { readers: [] })],
      [0, derive("both", ["two", "one"])],
    )
  const shown = (...handles: readonly string[]) => handles.map((handle) => [1, show(handle)] as const)
  return {
    "readersIncludeAudience@show": () => ({
      refused: [
        ...cases(seenBy("ann", "bob"), ...shown("one", "none", "both")),
        ...cases(seenBy("bob"), ...shown("one", "both", "none")),
        // An address outside is read as it is written, and one that is called "anyone" is a reader like another.
        ...cases(seenBy("ann@else.example"), ...shown("one", "two")),
        ...cases(seenBy("anyone"), ...shown("one", "two")),
        ...cases(under({}, [0, open(1)], [0, ingest("odd", { readers: ["anyone"] })]), [1, show("odd")]),
        // Where it was shown before, it is asked again.
        ...cases(seenBy("ann", "bob"), [9, show("one")]),
      ],
      accepted: [
        ...cases(seenBy("ann", "bob"), ...shown("any", "two")),
        ...cases(seenBy("ann"), ...shown("one", "two", "both", "any")),
        ...cases(seenBy(), ...shown("none", "one")),
        ...cases(seenBy("anyone"), ...shown("any")),
        ...cases(under({}, [0, open(1, { audience: ["a@b.example"] })], [0, ingest("it")]), [1, show("it")]),
      ],
    }),
  }
}

export const writing = (): Rows => {
  const choosing = stored([2, show("bad")])
  return {
    "trustedResourceStaysTrusted@write": () => ({
      refused: [
        ...cases(stored(), [2, write("clean", "bad")]),
        // A trusted value that an untrusted context chose.
        ...cases(choosing, [3, write("clean", "good")]),
        ...cases(stored([2, spawn(3)], [2, ingest("poor", { of: 3, source: "web" })]), [
          3,
          write("clean", "poor", { of: 3 }),
        ]),
        ...cases(lenient([1, write("clean", "good")]), [2, write("clean", "bad")]),
        // Whoever has read what nobody has labelled chooses by it, shown or not.
        ...cases(stored([2, read("found", "nowhere")]), [3, write("clean", "good")]),
      ],
      accepted: [
        ...cases(stored(), [2, write("clean", "good")], [2, write("clean", "fine")], [2, write("new", "bad")]),
        ...cases(stored(), [2, write("dirty", "bad")], [2, write("dirty", "good")]),
        ...cases(choosing, [3, write("dirty", "good")], [3, write("new", "good")]),
        // What the deployment trusts is judged now, not as it was when it was written.
        ...cases({ ...stored(), settings: under({ trusted: ["disk"] }).settings }, [2, write("clean", "bad")]),
      ],
    }),
  }
}

export const resulting = (): Rows => {
  const called = begun([1, call("k", good)])
  const done = begun([1, call("k", good)], [2, result("out", "k")])
  return {
    "callAwaitsResult@result": () => ({
      refused: cases(done, [3, result("more", "k")], [99, result("more", "k", { content: "out" })]),
      accepted: [
        ...cases(called, [2, result("out", "k")]),
        ...cases(begun([1, call("k", good)], [1, call("l", good)], [2, result("out", "k")]), [3, result("more", "l")]),
        ...cases(tainted([2, call("k", { tool: "search", plan: { "/query": "bad" } })]), [3, result("out", "k")]),
      ],
    }),
  }
}
