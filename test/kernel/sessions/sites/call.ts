import type { SessionsSite } from "../../../../kernel/sessions/index.ts"
import {
  CREDENTIAL,
  type Event,
  type Pair,
  FACTOR,
  IDLE,
  SESSION,
  actor,
  ann,
  bob,
  bot,
  delegate,
  disable,
  enable,
  foreign,
  hr,
  lapse,
  lostBot,
  mint,
  open,
  otherBot,
  present,
  scope,
  settings,
  thirdBot,
  touch,
} from "../../../fixtures/sessions.ts"
import { type Rows, cases, endings, enrolled, goneAndBack, kept, minted, mintedAt, opened, under } from "./case.ts"

type Call = "mint" | "delegate" | "present"
type Shared = Extract<SessionsSite, `${string}@${Call}`>

/** One event of each kind that asks the session behind it, under the credential that was minted before. */
const events = {
  mint: (at: number, by = bot(), run = 1): Event => [at, mint(2, by, { run })],
  delegate: (at: number, by = bot(), run = 1): Event => [at, delegate(2, 1, otherBot(), by, { run })],
  present: (at: number, by = bot(), run = 1): Event => [at, present(1, by, { run })],
} as const satisfies Readonly<Record<Call, unknown>>

/** What all calls ask alike. */
const calling = (call: Call): Rows => {
  const event = events[call]
  const site = (name: string) => `${name}@${call}` as Shared
  const narrowed = (at: number, ...pairs: readonly Pair[]) => minted([at, enable(ann(), hr(), scope(...pairs))])
  return {
    [site("subjectIsEnabled")]: () => ({
      refused: cases(minted([2, disable(ann())]), event(2), event(9)),
      accepted: cases(minted([2, enable(ann())], [2, disable(bob())]), event(2)),
    }),
    [site("sessionIsOfThisEnablement")]: () => ({
      refused: cases(minted(...goneAndBack(2)), event(2), event(9)),
      accepted: [
        ...cases(minted([2, enable(ann())]), event(2)),
        ...cases(enrolled(...goneAndBack(0), [0, open(1)], [1, mint(1)]), event(2)),
      ],
    }),
    [site("sessionIsOpen")]: () => ({
      refused: endings().flatMap((ended) => cases(minted(...ended), event(10), event(20))),
      accepted: cases(minted(), event(10), event(20)),
    }),
    [site("sessionIsUnexpired")]: () => ({
      refused: cases(mintedAt(SESSION - 1, ...kept), event(SESSION), event(SESSION + 9)),
      accepted: cases(mintedAt(SESSION - 9, ...kept), event(SESSION - 1)),
    }),
    [site("sessionIsNotIdle")]: () => ({
      refused: [
        ...cases(mintedAt(IDLE - 1), event(IDLE), event(IDLE + 9)),
        ...cases(mintedAt(IDLE - 1, [5, touch(1)]), event(IDLE + 5)),
      ],
      accepted: [
        ...cases(mintedAt(IDLE - 9), event(IDLE - 1)),
        ...cases(mintedAt(IDLE - 1, [5, touch(1)]), event(IDLE + 4)),
      ],
    }),
    [site("actorIsOfTenant")]: () => ({
      refused: cases(minted(), event(2, foreign(bot()))),
      accepted: cases(minted(), event(2)),
    }),
    [site("callerIsOfSession")]: () => ({
      refused: cases(
        minted([1, open(2)], [1, open(3, bob())]),
        event(2, bot(), 2),
        event(2, bot(), 3),
        event(2, bot(), 9),
      ),
      accepted: cases(minted([1, open(2)]), event(2)),
    }),
    [site("scopeIsWithinSubject")]: () => ({
      refused: [
        ...cases(narrowed(2), event(2)),
        ...cases(narrowed(2, ["files", "read", "write"]), event(2)),
        ...cases(narrowed(2, ["mail", "write"]), event(2)),
      ],
      accepted: [
        ...cases(narrowed(2, ["files", "read"], ["mail", "write", "read"]), event(2)),
        ...cases(narrowed(2, ["mail", "destructive", "read", "write"]), event(2)),
      ],
    }),
  }
}

export const minting = (): Rows => {
  const told = opened()
  const sensitive = (at: number): Event => [at, mint(1, bot(), { effects: ["read", "destructive"] })]
  return {
    ...calling("mint"),
    "agentIsOfSession@mint": () => ({
      refused: cases(told, [1, mint(1, otherBot())], [1, mint(1, thirdBot())]),
      accepted: [
        ...cases(told, [1, mint(1)]),
        ...cases(enrolled([0, open(1, ann(), otherBot())]), [1, mint(1, otherBot())]),
      ],
    }),
    "factorIsFresh@mint": () => ({
      refused: [
        ...cases(told, sensitive(FACTOR), sensitive(FACTOR + 9)),
        ...cases(opened([FACTOR, touch(1)]), sensitive(FACTOR)),
        ...cases(opened([50, touch(1, ann(), 0)]), sensitive(50 + FACTOR)),
        // It counts from when it was signed, whenever it was taken.
        ...cases(opened([50, touch(1, ann(), 20)]), sensitive(30 + FACTOR), sensitive(49 + FACTOR)),
        ...cases(enrolled([50, open(1, ann(), bot(), 20)]), sensitive(30 + FACTOR)),
        ...cases(under({ sensitive: ["write", "read"] }, [0, open(1)]), [FACTOR, mint(1)]),
      ],
      accepted: [
        ...cases(told, sensitive(FACTOR - 1), [FACTOR, mint(1)]),
        ...cases(opened([FACTOR, touch(1, ann(), 0)]), sensitive(FACTOR)),
        ...cases(opened([50, touch(1, ann(), 20)]), sensitive(29 + FACTOR)),
        ...cases(opened([50, touch(1, ann(), 0)], [60, touch(1)]), sensitive(49 + FACTOR)),
        ...cases(under({ sensitive: [] }, [0, open(1)]), sensitive(FACTOR)),
      ],
    }),
    "scopeIsWithinAgent@mint": () => {
      const without = under({ agents: {} }, [0, open(1)])
      const third = enrolled([0, open(1, ann(), thirdBot())])
      return {
        refused: [
          ...cases(without, [1, mint(1)]),
          ...cases(third, [1, mint(1, thirdBot(), { effects: ["read", "destructive"] })]),
          ...cases(enrolled([0, open(1, ann(), actor("constructor", { kind: "agent" }))]), [
            1,
            mint(1, actor("constructor", { kind: "agent" })),
          ]),
        ],
        accepted: cases(third, [1, mint(1, thirdBot(), { effects: ["write"] })]),
      }
    },
    "scopeIsWithinSubject@mint": () => {
      const { refused = [], accepted = [] } = calling("mint")["scopeIsWithinSubject@mint"]?.() ?? {}
      const asks = (tool: string, ...effects: readonly ("read" | "write" | "destructive")[]): Event => [
        2,
        mint(2, bot(), { tool, effects }),
      ]
      const reader = minted([2, enable(ann(), hr(), scope(["files", "read"], ["mail", "read"]))])
      return {
        refused: [...refused, ...cases(reader, asks("files", "write"), asks("mail", "read", "destructive"))],
        accepted: [...accepted, ...cases(reader, asks("files", "read"), asks("mail", "read"))],
      }
    },
  }
}

export const delegating = (): Rows => {
  const told = minted()
  const by = (who: ReturnType<typeof bot>, to = otherBot()): Event => [2, delegate(2, 1, to, who)]
  /** The bot's credential in the hands of the second, and of the third. */
  const second = minted([2, delegate(2, 1)])
  const third = minted([2, delegate(2, 1)], [2, delegate(3, 2, thirdBot(), otherBot())])
  const fourth = () => actor("bot-4", { kind: "agent" })
  return {
    ...calling("delegate"),
    "scopeIsWithinAgent@delegate": () => {
      const files = opened([1, mint(1, bot(), { tool: "files" })])
      const hands = (to: ReturnType<typeof bot>, ...effects: readonly ("read" | "write")[]): Event => [
        2,
        delegate(2, 1, to, bot(), { effects }),
      ]
      return {
        refused: [
          ...cases(files, hands(otherBot(), "write"), hands(otherBot(), "read", "write")),
          // Whoever is none of the tenant's agents has no scope: another one, a person, a name that tables have anyway.
          ...cases(told, hands(lostBot(), "read"), hands(ann(), "read"), hands(actor("constructor"), "read")),
          // What counts is the tool of the parent, whatever the command names.
          ...cases(files, [2, delegate(2, 1, otherBot(), bot(), { tool: "mail", effects: ["write"] })]),
        ],
        accepted: [
          ...cases(files, hands(otherBot(), "read"), hands(thirdBot(), "write", "read")),
          ...cases(told, [2, delegate(2, 1, otherBot(), bot(), { tool: "files", effects: ["write"] })]),
        ],
      }
    },
    "credentialIsUnexpired@delegate": () => ({
      refused: [
        ...cases(told, [1 + CREDENTIAL, delegate(2, 1)], [IDLE - 1, delegate(2, 1)]),
        // What was handed on ends with what it came from.
        ...cases(minted([50, delegate(2, 1)]), [1 + CREDENTIAL, delegate(3, 2, thirdBot(), otherBot())]),
      ],
      accepted: [
        ...cases(told, [CREDENTIAL, delegate(2, 1)]),
        ...cases(minted([50, delegate(2, 1)]), [CREDENTIAL, delegate(3, 2, thirdBot(), otherBot())]),
      ],
    }),
    "credentialIsUnspent@delegate": () => ({
      refused: [
        ...cases(second, [2, delegate(3, 1)], [9, delegate(3, 1, thirdBot())]),
        ...cases(minted([2, present(1)]), [2, delegate(2, 1)]),
      ],
      accepted: [...cases(told, [2, delegate(3, 1)]), ...cases(second, [2, delegate(3, 2, thirdBot(), otherBot())])],
    }),
    "presenterIsMintedAgent@delegate": () => ({
      refused: [
        ...cases(told, by(otherBot(), thirdBot()), by(thirdBot()), by(ann())),
        ...cases(second, [3, delegate(3, 2, thirdBot(), bot())]),
      ],
      accepted: [...cases(told, by(bot())), ...cases(second, [3, delegate(3, 2, thirdBot(), otherBot())])],
    }),
    "hopScopeIsWithinParent@delegate": () => {
      const hands = (...effects: readonly ("read" | "write" | "destructive")[]): Event => [
        2,
        delegate(2, 1, otherBot(), bot(), { effects }),
      ]
      const narrow = minted([2, delegate(2, 1)])
      return {
        refused: [
          ...cases(told, hands("destructive"), hands("read", "write", "destructive")),
          ...cases(narrow, [3, delegate(3, 2, thirdBot(), otherBot(), { effects: ["write"] })]),
        ],
        accepted: [
          ...cases(told, hands("read"), hands("write"), hands("write", "read")),
          ...cases(narrow, [3, delegate(3, 2, thirdBot(), otherBot())]),
        ],
      }
    },
    "hopIsWithinDepth@delegate": () => {
      const single = under({ maxDepth: 1 }, [0, open(1)], [1, mint(1)])
      return {
        refused: [...cases(third, [3, delegate(4, 3, fourth(), thirdBot())]), ...cases(single, [2, delegate(2, 1)])],
        accepted: [
          ...cases(second, [3, delegate(3, 2, thirdBot(), otherBot())]),
          ...cases({ ...third, settings: settings({ maxDepth: 4 }) }, [3, delegate(4, 3, fourth(), thirdBot())]),
        ],
      }
    },
    "hopAgentIsNew@delegate": () => ({
      refused: [
        ...cases(told, [2, delegate(2, 1, bot())]),
        ...cases(second, [3, delegate(3, 2, bot(), otherBot())], [3, delegate(3, 2, otherBot(), otherBot())]),
      ],
      accepted: [...cases(told, [2, delegate(2, 1)]), ...cases(second, [3, delegate(3, 2, thirdBot(), otherBot())])],
    }),
  }
}

export const presenting = (): Rows => {
  const told = minted()
  const second = minted([2, delegate(2, 1)])
  return {
    ...calling("present"),
    "credentialIsUnexpired@present": () => ({
      refused: [
        ...cases(told, [1 + CREDENTIAL, present(1)], [IDLE - 1, present(1)]),
        ...cases(minted([50, delegate(2, 1)]), [1 + CREDENTIAL, present(2, otherBot())]),
      ],
      accepted: [
        ...cases(told, [CREDENTIAL, present(1)]),
        ...cases(minted([50, delegate(2, 1)]), [CREDENTIAL, present(2, otherBot())]),
      ],
    }),
    "credentialIsUnspent@present": () => ({
      refused: [
        ...cases(minted([2, present(1)]), [2, present(1)], [9, present(1, bot(), { effect: "write" })]),
        ...cases(second, [2, present(1)]),
      ],
      accepted: [...cases(told, [2, present(1)]), ...cases(second, [2, present(2, otherBot())])],
    }),
    "presenterIsMintedAgent@present": () => ({
      refused: [
        ...cases(told, [2, present(1, otherBot())], [2, present(1, ann())]),
        ...cases(second, [2, present(2, bot())]),
      ],
      accepted: [...cases(told, [2, present(1)]), ...cases(second, [2, present(2, otherBot())])],
    }),
    "audienceMatches@present": () => ({
      refused: cases(told, [2, present(1, bot(), { tool: "files" })], [2, present(1, bot(), { tool: "mail2" })]),
      accepted: cases(told, [2, present(1)]),
    }),
    "effectIsWithinCredential@present": () => ({
      refused: [
        ...cases(told, [2, present(1, bot(), { effect: "destructive" })]),
        // To read is no right to write, and to write none to read.
        ...cases(second, [2, present(2, otherBot(), { effect: "write" })]),
        ...cases(opened([1, mint(1, bot(), { effects: ["write"] })]), [2, present(1)]),
      ],
      accepted: [
        ...cases(told, [2, present(1)], [2, present(1, bot(), { effect: "write" })]),
        ...cases(second, [2, present(2, otherBot())]),
      ],
    }),
  }
}

export const lapsing = (): Rows => ({
  "credentialIsUnspent@lapse": () => ({
    refused: [
      ...cases(minted([2, present(1)]), [1 + CREDENTIAL, lapse(1)]),
      ...cases(minted([2, delegate(2, 1)]), [1 + CREDENTIAL, lapse(1)]),
      ...cases(minted([1 + CREDENTIAL, lapse(1)]), [2 + CREDENTIAL, lapse(1)], [SESSION, lapse(1)]),
    ],
    accepted: [
      ...cases(minted(), [1 + CREDENTIAL, lapse(1)]),
      ...cases(minted([2, delegate(2, 1)]), [1 + CREDENTIAL, lapse(2)]),
    ],
  }),
  "credentialIsOver@lapse": () => ({
    refused: cases(minted(), [2, lapse(1)], [CREDENTIAL, lapse(1)]),
    accepted: cases(minted(), [1 + CREDENTIAL, lapse(1)], [9 * SESSION, lapse(1)]),
  }),
})
