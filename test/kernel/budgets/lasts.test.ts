import { expect, it } from "vitest"
import { budgets } from "../../../kernel/budgets/index.ts"
import { lastsUntil } from "../../../kernel/machine.ts"
import {
  type Event,
  LEASE,
  ask,
  lapse,
  open,
  otherBot,
  release,
  reserve,
  settings,
  settle,
} from "../../fixtures/budgets.ts"
import { lapsed, overrun, released, reserved, settled, takenBack, told } from "./sites/case.ts"

const registers = () => [told(), reserved(), released(), settled(), takenBack(), lapsed(), overrun()]

it("nothing matters to others: what a call has to know of those before it, its budget keeps", () => {
  for (const { entities } of registers())
    for (const entity of entities.values()) expect(lastsUntil(budgets, entity, settings())).toBeNull()
})

it("what a command is told is the same, whatever other entities are there", () => {
  const moves: readonly Event[] = [
    [LEASE, reserve("reservation_9", { args: "reservation_1" })],
    [LEASE, open("bot-3")],
    [LEASE, settle("reservation_1", { spend: 1 })],
    [LEASE, lapse("reservation_1")],
  ]
  for (const register of registers()) {
    const crowded = told(
      [0, open("bot-2")],
      [0, reserve("reservation_5", { by: otherBot(), args: "reservation_1" })],
      [0, release("reservation_5")],
      [0, reserve("reservation_4", { by: otherBot(), args: "reservation_1" })],
    )
    const both = { ...register, entities: new Map([...entriesOf(crowded), ...entriesOf(register)]) }
    for (const move of moves) expect(ask(both, move)).toEqual(ask(register, move))
  }
})

const entriesOf = ({ entities }: ReturnType<typeof told>) =>
  ["bot", "bot-2", "reservation_1", "reservation_2", "reservation_4", "reservation_5"].flatMap((id) => {
    const entity = entities.get(id)
    return entity === undefined ? [] : [[id, entity] as const]
  })
