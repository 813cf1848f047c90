import { describe, expect, it } from "vitest"
import { type Lease, type Refusal, capsOf } from "../../../adapters/caps/caps.ts"
import { DEFAULTS, type Limits, type Scope, scopes } from "../../../adapters/caps/limits.ts"
import { Actor } from "../../../kernel/actors.ts"

const actor = (tenant: string, id: string) => Actor.parse({ tenant, id, kind: "agent", roles: [] })
const [own, colleague, stranger] = [actor("acme", "deployer"), actor("acme", "helper"), actor("globex", "mole")]
/** Whom a cap of this scope stops beside the one who met it, and whom it leaves alone. */
const met: Readonly<Record<Scope, readonly [boolean, boolean, boolean]>> = {
  actor: [true, false, false],
  tenant: [true, true, false],
  all: [true, true, true],
}

const opened = (scope: Scope, cap: Partial<Limits[Scope]>) => {
  const reported: string[] = []
  let now = 0
  const caps = capsOf(
    { ...DEFAULTS, [scope]: { ...DEFAULTS[scope], ...cap } },
    (line) => reported.push(line),
    () => now,
  )
  return {
    ...caps,
    reported,
    pass: (ms: number) => {
      now += ms
    },
  }
}
const held = (entered: Lease | Refusal): Lease => {
  if (entered.refused) throw new Error("refused")
  return entered
}

describe.each(scopes)("the cap of %s", (scope) => {
  it.each(["calls", "waits"] as const)("on %s under way stops whom it counts, until one ends", async (what) => {
    const { enter } = opened(scope, { [what]: 1 })
    const lease = held(await enter(own, what, "asks"))
    const entered = []
    for (const one of [own, colleague, stranger]) entered.push(await enter(one, what, "asks"))
    expect(entered.map(({ refused }) => refused)).toEqual(scope === "all" ? [true, true, true] : met[scope])
    expect(entered.filter((one) => one.refused)).toEqual(
      entered.filter((one) => one.refused).map(() => ({ refused: true, retryMs: 1000 })),
    )
    lease.end()
    expect((await enter(own, what, "asks")).refused).toBe(false)
  })

  it("on bodies counts bytes, and a body that is refused takes none", async () => {
    const { enter } = opened(scope, { bodyBytes: 100 })
    const leases = []
    for (const one of [own, own, colleague, stranger]) leases.push(held(await enter(one, "calls", "asks")))
    const [first, ...others] = leases
    expect([first?.body(60), first?.body(41), first?.body(40)]).toEqual([true, false, true])
    expect(others.map(({ body }) => body(1))).toEqual(met[scope].map((stops) => !stops))
    first?.end()
    expect(others[0]?.body(99)).toBe(true)
    for (const { end } of others) end()
    expect(held(await enter(own, "calls", "asks")).body(100)).toBe(true)
  })

  it("attack 9: on calls a minute says when to come again", async () => {
    const { enter } = opened(scope, { callsPerMinute: 1 })
    held(await enter(own, "calls", "asks")).end()
    const again = await enter(own, "waits", "asks")
    expect(again.refused && again.retryMs > 0 && again.retryMs <= 60_000).toBe(true)
  })
})

describe.each(scopes)("attack 9: the cap of %s on what is stored a day", (scope) => {
  const full = () => {
    const { enter, stored, ...rest } = opened(scope, { storedBytesPerDay: 1000 })
    stored(own, 600)
    stored(own, 400)
    return { enter, ...rest }
  }

  it("stops whom it counts from storing more, and says when the day is over", async () => {
    const { enter, reported } = full()
    const entered = []
    for (const one of [own, colleague, stranger]) entered.push(await enter(one, "calls", "asks"))
    expect(entered.map(({ refused }) => refused)).toEqual(met[scope])
    const [first] = entered
    expect(first?.refused === true && first.retryMs > 60_000 && first.retryMs <= 86_400_000).toBe(true)
    expect(reported[0]).toBe(`too many: acme/deployer is refused by the cap ${scope}.storedBytesPerDay`)
  })

  it("lets everybody read on", async () => {
    const { enter } = full()
    expect((await enter(own, "calls", "nothing")).refused).toBe(false)
  })

  it("is not met by a byte less", async () => {
    const { enter, stored } = opened(scope, { storedBytesPerDay: 1000 })
    stored(own, 999)
    expect((await enter(own, "calls", "commands")).refused).toBe(false)
  })

  it("keeps no person from saying no, whatever agents have stored", async () => {
    const { enter } = full()
    const person = Actor.parse({ tenant: "acme", id: "alice", kind: "human", roles: [] })
    expect((await enter(person, "calls", "asks")).refused).toBe(false)
  })
})

describe("attack 9: what was asked already", () => {
  it.each(["tenant", "all"] as const)("can be used and ended when no more can be asked of %s", async (scope) => {
    const { enter, stored } = opened(scope, { storedBytesPerDay: 1000 })
    stored(own, 900)
    expect((await enter(colleague, "calls", "asks")).refused).toBe(true)
    expect((await enter(colleague, "calls", "commands")).refused).toBe(false)
    stored(own, 100)
    expect((await enter(colleague, "calls", "commands")).refused).toBe(true)
  })
})

describe.each(["tenant", "all"] as const)("attack 9: a person, where agents have taken all that %s has", (scope) => {
  const person = Actor.parse({ tenant: "acme", id: "alice", kind: "human", roles: [] })

  it.each(["calls", "waits"] as const)("is let in: %s", async (what) => {
    const { enter } = opened(scope, { [what]: 1 })
    held(await enter(own, what, "asks"))
    expect((await enter(colleague, what, "asks")).refused).toBe(true)
    expect((await enter(person, what, "commands")).refused).toBe(false)
  })

  it("is let in as often as they may by themselves, and sends what they have to say", async () => {
    const { enter } = opened(scope, { callsPerMinute: 1, bodyBytes: 10 })
    held(await enter(own, "calls", "asks")).body(10)
    expect((await enter(colleague, "calls", "asks")).refused).toBe(true)
    const lease = held(await enter(person, "calls", "commands"))
    expect(lease.body(10)).toBe(true)
    lease.end()
    expect((await enter(own, "calls", "asks")).refused).toBe(true)
  })
})

it("attack 9: a person is stopped by what they stored themselves", async () => {
  const { enter, stored } = opened("actor", { storedBytesPerDay: 1000 })
  const person = Actor.parse({ tenant: "acme", id: "alice", kind: "human", roles: [] })
  stored(person, 1000)
  expect((await enter(person, "calls", "asks")).refused).toBe(true)
})

it("what is ended twice is given back once", async () => {
  const { enter } = opened("actor", { calls: 2 })
  const [first] = [held(await enter(own, "calls", "asks")), held(await enter(own, "calls", "asks"))]
  first.end()
  first.end()
  expect([(await enter(own, "calls", "asks")).refused, (await enter(own, "calls", "asks")).refused]).toEqual([
    false,
    true,
  ])
})

it("whoever meets a cap is told of once a minute, with how often it was", async () => {
  const { enter, reported, pass } = opened("actor", { calls: 1 })
  for (const one of [own, stranger]) held(await enter(one, "calls", "asks"))
  for (let refused = 0; refused < 3; refused += 1) await enter(own, "calls", "asks")
  await enter(stranger, "calls", "asks")
  pass(60_000)
  for (let refused = 0; refused < 2; refused += 1) await enter(own, "calls", "asks")
  expect(reported).toEqual([
    "too many: acme/deployer is refused by the cap actor.calls",
    "too many: globex/mole is refused by the cap actor.calls",
    "too many: acme/deployer is refused by the cap actor.calls, and 2 times more since the last such line",
  ])
})
