import {
  type Event,
  ENDORSEMENT,
  call,
  derive,
  endorse,
  ingest,
  open,
  read,
  ruth,
  settings,
  show,
  spawn,
  tell,
  withdraw,
} from "../../../fixtures/taint.ts"
import { type Rows, atPath, bad, begun, cases, good, inAll, lenient, tainted, under, vouched } from "./case.ts"

/** What is asked of a call's arguments, of the decision to call, of whoever is told, and of each endorsement that it names. */

const at = (n: number, how: Parameters<typeof call>[1]): Event => [n, call("k", how)]

export const trusting = (): Rows => {
  const sending = (plan: Readonly<Record<string, string>>) => ({ tool: "mail", plan, recipients: ["x@else.example"] })
  return {
    "sinkArgumentIsTrusted@call": () => ({
      refused: [
        ...cases(begun(), at(1, bad), at(1, { plan: { "/path": "good", "/depth": "bad" } })),
        ...cases(lenient(), at(1, bad)),
        ...cases(begun(), at(1, sending({ "/to": "bad", "/body": "good" }))),
        // One that has to be trusted though nothing is destroyed.
        ...cases(begun(), at(1, { tool: "note", plan: { "/title": "bad" } })),
        // What is not declared has to be trusted: an argument, one below another, one above, and every one of an undeclared tool.
        ...cases(begun(), at(1, { tool: "search", plan: { "/query": "bad", "/more": "bad" } })),
        ...cases(
          begun(),
          at(1, { tool: "search", plan: { "/query/0": "bad" } }),
          at(1, { tool: "search", plan: { "/": "bad" } }),
        ),
        ...cases(begun(), at(1, { tool: "unheard", plan: { "/query": "bad" } })),
        ...cases(begun(), at(1, { tool: "constructor", plan: { "/constructor": "bad", "/__proto__": "good" } })),
        // Of what was made from it, or from more sources than there are names.
        ...cases(begun([1, derive("made", ["good", "bad"])]), at(2, { plan: { "/path": "made" } })),
        ...cases(lenient([1, show("bad")], [2, derive("word")]), at(3, { plan: { "/path": "word" } })),
        // An endorsement is one argument's.
        ...cases(vouched(), at(3, { plan: { "/path": "bad", "/depth": "bad" }, ...atPath })),
        ...cases(begun([2, endorse(1, { ...bad, slot: "control" })]), at(3, { ...bad, ...inAll() })),
        ...cases(
          { ...begun(), settings: settings({ trusted: [] }) },
          at(1, { tool: "note", plan: { "/title": "good" } }),
        ),
      ],
      accepted: [
        ...cases(begun(), at(1, good), at(1, { plan: { "/path": "good", "/why": "bad" } }), at(1, { plan: {} })),
        ...cases(begun(), at(1, sending({ "/to": "good", "/body": "bad" }))),
        ...cases(begun(), at(1, { tool: "search", plan: { "/query": "bad" } })),
        ...cases(begun(), at(1, { tool: "note", plan: { "/title": "good", "/text": "bad" } })),
        ...cases(begun(), at(1, { tool: "unheard", plan: { "/query": "good" } })),
        ...cases(begun([1, derive("made", ["good", "fine"])]), at(2, { plan: { "/path": "made" } })),
        ...cases(vouched(), at(3, { ...bad, ...atPath })),
        ...cases({ ...begun(), settings: settings({ trusted: ["web"] }) }, at(1, { plan: { "/path": "bad" } })),
      ],
    }),
    "controlIsTrusted@call": () => ({
      refused: [
        ...cases(
          tainted(),
          at(2, good),
          at(2, { tool: "mail", plan: {}, recipients: [] }),
          at(2, { tool: "unheard", plan: {} }),
        ),
        // What was read and never shown has told something.
        ...cases(begun([1, read("found", "nowhere")]), at(2, good)),
        ...cases(tainted([2, spawn(3)], [2, ingest("own3", { of: 3 })]), [
          3,
          call("k", { of: 3, plan: { "/path": "own3" } }),
        ]),
        // That somebody vouches for an argument says nothing of the decision.
        ...cases(tainted([2, endorse(1, bad)]), at(3, { ...bad, ...atPath })),
      ],
      accepted: [
        ...cases(begun(), at(2, good)),
        ...cases(begun([1, show("good")], [1, show("fine")]), at(2, good)),
        ...cases(lenient([1, show("bad")]), at(2, good)),
        ...cases(
          tainted(),
          at(2, { tool: "search", plan: { "/query": "bad" } }),
          at(2, { tool: "note", plan: { "/title": "good" } }),
        ),
        ...cases(tainted([2, endorse(1, { ...good, slot: "control" })]), at(3, { ...good, ...inAll() })),
        // Of the parent, what came before the child.
        ...cases(begun([1, spawn(3)], [1, ingest("own3", { of: 3 })], [2, show("bad")]), [
          3,
          call("k", { of: 3, plan: { "/path": "own3" } }),
        ]),
      ],
    }),
  }
}

export const telling = (): Rows => {
  const mail = (body: string, ...recipients: readonly string[]): Event =>
    at(1, { tool: "mail", plan: { "/to": "good", "/body": body }, recipients })
  const told = (...recipients: readonly string[]): Event => at(2, { tool: "search", plan: {}, recipients })
  const seen = (mode: "strict" | "value") =>
    under({}, [0, open(1, { mode })], [0, ingest("ours", { readers: ["ann", "rita"] })], [1, show("ours")])
  return {
    "readersIncludeRecipient@call": () => ({
      refused: [
        ...cases(begun(), mail("own", "bob"), mail("own", "ann", "bob"), mail("ours", "rita"), mail("own", "Ann")),
        // What goes out names somebody, unless anyone may see it; so does what may go out.
        ...cases(begun(), mail("own"), at(1, { tool: "unheard", plan: { "/x": "own" } })),
        // Together they are for fewer than each.
        ...cases(begun([1, ingest("hers", { readers: ["rita"] })]), [
          2,
          call("k", { tool: "note", plan: { "/text": "own", "/title": "good", "/~1": "hers" }, recipients: ["ann"] }),
        ]),
        // Whatever the tool does, whoever is named is told.
        ...cases(begun(), at(1, { tool: "search", plan: { "/query": "own" }, recipients: ["bob"] })),
        ...cases(begun(), at(1, { tool: "search", plan: { "/query": "own" }, recipients: ["anyone"] })),
      ],
      accepted: [
        ...cases(
          begun(),
          mail("own", "ann"),
          mail("own", "rita", "ann"),
          mail("ours", "ann"),
          mail("good", "x@else.example"),
        ),
        ...cases(begun(), mail("good"), mail("bad"), at(1, { tool: "unheard", plan: {} })),
        ...cases(begun(), at(1, { tool: "search", plan: { "/query": "ours" } })),
        ...cases(begun(), at(1, { plan: { "/path": "ours" } })),
      ],
    }),
    "controlReadersIncludeRecipient@call": () => ({
      refused: [
        ...cases(seen("strict"), told("bob"), told("ann", "x@else.example")),
        ...cases(
          tell(settings(), [0, open(1)], [0, ingest("ours", { readers: ["ann"] })], [1, show("ours")], [1, spawn(3)]),
          [2, call("k", { of: 3, tool: "search", recipients: ["bob"] })],
        ),
      ],
      accepted: [
        ...cases(seen("strict"), told("ann"), told("rita", "ann"), told()),
        ...cases(seen("value"), told("bob")),
        // What was only read tells nobody what it says.
        ...cases(begun([1, read("found", "nowhere")]), told("bob")),
        ...cases(begun(), told("bob")),
      ],
    }),
  }
}

/** What is asked of every endorsement that a call names. */
export const naming = (): Rows => {
  const whole = (...events: readonly Event[]) => begun([2, endorse(1, { ...good, slot: "control" })], ...events)
  const named = (plan: Readonly<Record<string, string>>, endorsed: Readonly<Record<string, number>>, tool = "wipe") =>
    at(3, { tool, plan, endorsed })
  const second = (by = ruth()) =>
    [2, endorse(2, { tool: "wipe", plan: { "/depth": "bad" }, slot: "/depth", by })] as const
  const twoBad = { "/path": "bad", "/depth": "bad" }
  return {
    "endorsementNamesTheValue@call": () => ({
      refused: [
        ...cases(vouched(), named({ "/path": "good" }, { "/path": 1 })),
        ...cases(vouched([2, ingest("worse", { source: "web" })]), named({ "/path": "worse" }, { "/path": 1 })),
        // An argument that the call doesn't have.
        ...cases(vouched(), named({ "/depth": "good" }, { "/path": 1 })),
        ...cases(vouched(), named({}, { "/path": 1 })),
        // Of the whole: another value, another place, one more, one less.
        ...cases(
          whole(),
          named({ "/path": "good", "/depth": "good" }, { control: 1 }),
          named({ "/path": "fine", "/depth": "good" }, { control: 1 }),
          named({ ...good.plan, "/why": "good" }, { control: 1 }),
          named({ "/path": "good" }, { control: 1 }),
          named({}, { control: 1 }),
        ),
        // The other one of two.
        ...cases(vouched(second()), named({ "/path": "bad", "/depth": "good" }, { "/path": 1, "/depth": 2 })),
      ],
      accepted: [
        ...cases(vouched(), named(bad.plan, { "/path": 1 }), named({ "/path": "bad", "/why": "bad" }, { "/path": 1 })),
        ...cases(whole(), named(good.plan, { control: 1 })),
        ...cases(vouched(second()), named(twoBad, { "/path": 1, "/depth": 2 })),
        // It is the content that somebody vouches for, by whatever handle.
        ...cases(
          vouched([2, ingest("copy", { source: "web", content: "bad" })]),
          named({ "/path": "copy" }, { "/path": 1 }),
        ),
        ...cases(begun([2, endorse(1, { plan: {}, slot: "control" })]), named({}, { control: 1 })),
      ],
    }),
    "endorsementNamesTheTool@call": () => ({
      refused: [
        ...cases(vouched(), named({ "/path": "bad" }, { "/path": 1 }, "unheard")),
        ...cases(whole(), named(good.plan, { control: 1 }, "note"), named(good.plan, { control: 1 }, "wipe2")),
      ],
      accepted: [
        ...cases(vouched(), named({ "/path": "bad" }, { "/path": 1 })),
        ...cases(
          begun([2, endorse(1, { ...bad, tool: "unheard" })]),
          named({ "/path": "bad" }, { "/path": 1 }, "unheard"),
        ),
      ],
    }),
    "endorsementNamesTheArgument@call": () => ({
      refused: [
        // Named for another argument, or for the decision, while the value stands where it was vouched for, unasked there.
        ...cases(
          begun([2, endorse(1, { plan: { "/why": "bad" }, slot: "/why" })]),
          named({ "/why": "bad", "/path": "bad" }, { "/path": 1 }),
        ),
        ...cases(
          begun([2, endorse(1, { plan: { "/why": "bad" }, slot: "/why" })]),
          named({ "/why": "bad" }, { control: 1 }),
        ),
        ...cases(
          begun([2, endorse(1, { plan: { "/path": "bad" }, slot: "control" })]),
          named({ "/path": "bad" }, { "/path": 1 }),
        ),
        ...cases(
          begun([2, endorse(1, { plan: { "/why": "bad" }, slot: "/why" })]),
          named({ "/why": "bad" }, { "/nowhere": 1 }),
        ),
      ],
      accepted: [
        ...cases(
          begun([2, endorse(1, { plan: { "/why": "bad" }, slot: "/why" })]),
          named({ "/why": "bad" }, { "/why": 1 }),
        ),
        ...cases(
          begun([2, endorse(1, { plan: { "/path": "bad" }, slot: "/path" })]),
          named({ "/path": "bad" }, { "/path": 1 }),
        ),
      ],
    }),
    "endorsementIsOfTheConversation@call": () => {
      const elsewhere = begun(
        [1, ingest("bad", { of: 2, source: "web" })],
        [2, endorse(1, { ...bad, plan: { "/path": "bad" }, of: 2 })],
        [2, spawn(3)],
      )
      return {
        refused: cases(elsewhere, named({ "/path": "bad" }, { "/path": 1 })),
        accepted: cases(elsewhere, [3, call("k", { of: 2, plan: { "/path": "bad" }, ...atPath })]),
      }
    },
    "endorsementIsLive@call": () => ({
      refused: [
        ...cases(vouched([3, withdraw(1)]), at(3, { ...bad, ...atPath }), at(50, { ...bad, ...atPath })),
        ...cases(whole([3, withdraw(1)]), at(4, { ...good, ...inAll() })),
      ],
      accepted: [
        ...cases(vouched(), at(3, { ...bad, ...atPath })),
        ...cases(
          vouched([2, endorse(2, { ...bad, by: ruth() })], [3, withdraw(2, ruth())]),
          at(3, { ...bad, ...atPath }),
        ),
      ],
    }),
    "endorsementIsUnused@call": () => ({
      refused: [
        ...cases(
          vouched([3, call("before", { ...bad, ...atPath })]),
          at(3, { ...bad, ...atPath }),
          at(9, { ...bad, ...atPath }),
        ),
        // Used by one call for nothing, it is used.
        ...cases(
          begun(
            [2, endorse(1, { plan: { "/why": "good" }, slot: "/why" })],
            [3, call("before", { plan: { "/why": "good" }, endorsed: { "/why": 1 } })],
          ),
          at(4, { plan: { "/why": "good" }, endorsed: { "/why": 1 } }),
        ),
      ],
      accepted: [
        ...cases(vouched(), at(3, { ...bad, ...atPath })),
        ...cases(
          vouched([2, endorse(2, bad)], [3, call("before", { ...bad, ...atPath })]),
          at(3, { ...bad, endorsed: { "/path": 2 } }),
        ),
      ],
    }),
    "endorsementIsUnexpired@call": () => ({
      refused: cases(vouched(), at(2 + ENDORSEMENT, { ...bad, ...atPath }), at(9 * ENDORSEMENT, { ...bad, ...atPath })),
      accepted: cases(vouched(), at(1 + ENDORSEMENT, { ...bad, ...atPath })),
    }),
  }
}
