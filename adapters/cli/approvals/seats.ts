import { type Principal, isSame } from "../../../kernel/actors.ts"
import type { Kept, Seat } from "../../../kernel/approvals/approvals.ts"
import { CommandError, EXIT } from "../exit.ts"

type Request = Pick<Kept, "stages" | "opened" | "delegations">

/** `stage/group/member`, stages counted from 1, as it is written and shown at the terminal. */
export const seatName = ({ stage, group, member }: Seat): string => `${stage + 1}/${group}/${member.id}`

const allSeats = ({ stages }: Request): readonly Seat[] =>
  stages.flatMap(({ groups }, stage) =>
    groups.flatMap(({ name, seats }) => seats.map((member) => ({ stage, group: name, member }))),
  )

/** The seats that somebody may speak for, as member or as delegate. Only a help in choosing one: the gate decides. */
const seatsOf = (request: Request, who: Principal): readonly Seat[] =>
  allSeats(request).filter(
    (seat) =>
      isSame(seat.member, who) ||
      request.delegations.some(({ seat: delegated, to }) => isSame(to, who) && seatName(delegated) === seatName(seat)),
  )

const named = (request: Request, who: Principal, name: string): Seat => {
  const wanted = name.split("/").length === 2 ? `${name}/${who.id}` : name
  const seat = allSeats(request).find((seat) => seatName(seat) === wanted)
  if (seat === undefined)
    throw new CommandError(EXIT.usage, `there is no seat ${wanted} here: ${known(allSeats(request))}`)
  return seat
}

const known = (seats: readonly Seat[]): string => `name one of ${seats.map(seatName).join(", ")} with --seat`

/** The seat that a command speaks for: the one that is named, or the only one of somebody that is open. */
export const chooseSeat = (request: Request, who: Principal, name: string | undefined): Seat => {
  if (name !== undefined) return named(request, who, name)
  const own = seatsOf(request, who)
  const open = own.filter(({ stage }) => (request.opened[stage] ?? null) !== null)
  const [seat, another] = open.length > 0 ? open : own
  if (seat === undefined)
    throw new CommandError(
      EXIT.usage,
      `${who.id} holds no seat here: to decide for somebody, ${known(allSeats(request))}`,
    )
  if (another !== undefined) throw new CommandError(EXIT.usage, `${who.id} holds several seats here: ${known(open)}`)
  return seat
}
