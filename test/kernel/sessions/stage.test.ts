import { describe, expect, it } from "vitest"
import type { Actor } from "../../../kernel/actors.ts"
import type { Known, Presented } from "../../../kernel/known.ts"
import { EntityId } from "../../../kernel/sessions/sessions.ts"
import { stage } from "../../../kernel/sessions/stage.ts"
import {
  type Event,
  actor,
  ann,
  bob,
  bot,
  credential,
  delegate,
  disable,
  enrol,
  mint,
  open,
  otherBot,
  session,
  settings,
  tell,
} from "../../fixtures/sessions.ts"
import { knownOf } from "../../fixtures/known.ts"

type Register = Parameters<typeof stage.depth>[1]

const events: readonly Event[] = [
  [0, enrol(ann())],
  [1, open(1)],
  [2, mint(1)],
  [3, delegate(2, 1)],
]

/** A register of a story, as a gate keeps it. */
const registerAfter = (story: readonly Event[], required = true): Register => {
  const { settings: its, entities } = tell(settings({ required }), ...story)
  const all = new Map<string, { id: EntityId } & NonNullable<ReturnType<typeof entities.get>>>()
  for (const id of [ann().id, session(1), credential(1), credential(2)]) {
    const entity = entities.get(id)
    if (entity !== undefined) all.set(id, { id: EntityId.parse(id), ...entity })
  }
  return { settings: its, entities: all }
}
const registerWith = ({ required = true } = {}): Register => registerAfter(events, required)

const presenting = (n: number, run = 1): Presented => ({ credential: credential(n), run: session(run) })

const known = (who: Actor, presented: Presented | null, person: Actor = ann()): Known => ({
  ...knownOf(who, person),
  presented,
})

const failing = (call: Known, register = registerWith()): readonly string[] =>
  Object.entries(stage.sentences).flatMap(([name, { holds }]) => (holds(call, register) ? [] : [name]))

describe("a call", () => {
  it("of an agent comes with a credential, where sessions are required", () => {
    expect(failing(known(bot(), null))).toEqual(["agentPresentsCredential"])
    expect(failing(known(bot(), presenting(2)))).toEqual([])
    expect(failing(known(bot(), null), registerWith({ required: false }))).toEqual([])
  })

  it.each([ann(), actor("daemon", { kind: "service" })])("of nobody but an agent needs one: $kind", (who) => {
    expect(failing(known(who, null))).toEqual([])
  })

  it("is made for the person for whom its credential speaks", () => {
    expect(failing(known(bot(), presenting(2), bob()))).toEqual(["personIsSubject"])
    expect(failing(known(bot(), presenting(2), ann()))).toEqual([])
  })

  it("with a credential that isn't there, or with a session in its stead, is refused by presenting it", () => {
    expect(failing(known(bot(), presenting(9), bob()))).toEqual([])
    expect(failing(known(bot(), { credential: session(1), run: session(1) }, bob()))).toEqual([])
  })

  it("spends what is presented, in its own run, as what it is: whoever calls, required or not", () => {
    expect(stage.admits(known(otherBot(), presenting(2, 7)))).toEqual([
      {
        type: "present",
        id: credential(2),
        by: otherBot(),
        run: session(7),
        tool: "mail",
        effect: "write",
      },
    ])
    expect(stage.admits(known(bot(), null))).toEqual([])
    expect(stage.claims()).toEqual([])
  })

  it("lies as deep as its credential's chain is long, and nobody knows how deep without one", () => {
    const register = registerWith()
    expect(stage.depth(presenting(1), register)).toBe(1)
    expect(stage.depth(presenting(2), register)).toBe(2)
    expect(stage.depth(presenting(9), register)).toBeNull()
    expect(stage.depth({ credential: session(1), run: session(1) }, register)).toBeNull()
  })
})

describe("a person who is disabled", () => {
  const out = () =>
    registerAfter([
      [0, enrol(ann())],
      [1, disable(ann())],
    ])

  it("calls nothing, neither in person nor by an agent; of whom the directory says nothing, nothing is known", () => {
    expect(failing(known(ann(), null), out())).toEqual(["subjectIsEnabled"])
    expect(failing(known(bot(), presenting(2)), out())).toEqual(["subjectIsEnabled"])
    expect(failing(known(bob(), null), out())).toEqual([])
    expect(failing(known(ann(), null), registerWith())).toEqual([])
  })

  it("gives no command, but to end a session", () => {
    const { holds } = stage.commands.subjectIsEnabled
    const gives = (domain: string, type: string, by = ann()) => holds({ by, domain, type }, out())
    expect([gives("approvals", "approve"), gives("sessions", "enable"), gives("approvals", "end")]).toEqual([
      false,
      false,
      false,
    ])
    expect(gives("sessions", "end")).toBe(true)
    expect(gives("approvals", "approve", bob())).toBe(true)
  })
})

describe("a command", () => {
  const { holds } = stage.commands.agentOnlyCalls
  it("is given by no agent where sessions are required, but in its session", () => {
    const sessions = (type: string) => holds({ by: bot(), domain: "sessions", type }, registerWith())
    expect(["mint", "delegate"].map(sessions)).toEqual([true, true])
    expect(["enrol", "disable", "enable", "open", "touch", "end"].map(sessions)).not.toContain(true)
    const cancels = { by: bot(), domain: "approvals", type: "cancel" }
    expect(holds(cancels, registerWith())).toBe(false)
    // Whatever another domain calls its own.
    expect(holds({ ...cancels, type: "mint" }, registerWith())).toBe(false)
    expect(holds(cancels, registerWith({ required: false }))).toBe(true)
  })

  it.each([ann(), actor("daemon", { kind: "service" })])("is given by everybody else: $kind", (by) => {
    expect(holds({ by, domain: "approvals", type: "cancel" }, registerWith())).toBe(true)
  })
})
