import { RequestId, type Signature, type Statement } from "../../../../kernel/approvals/approvals.ts"
import { type Rows, cases, one, LIFETIME, forAnn, told, seatOf, closed } from "./case.ts"
import {
  ann,
  approve,
  bob,
  bot,
  carol,
  daemon,
  dan,
  delegate,
  digest,
  erin,
  type Event,
  foreign,
  group,
  instant,
  START,
  type Move,
  otherBot,
  principal,
  reject,
  root,
  seat,
  settings,
  SLA,
  stage,
  submit,
  tell,
} from "../../../fixtures/approvals.ts"

export const deciding = (command: "approve" | "reject"): Rows => {
  const decide = { approve, reject }[command]
  const mine = (who: ReturnType<typeof ann>): Move => decide("r1", who, seatOf(who))
  const two = (...events: readonly Event[]) =>
    tell(settings({ default: one(2) }), [0, submit("r1", forAnn())], ...events)
  const staged = (...events: readonly Event[]) =>
    tell(
      settings({ default: [stage([group("dev", [bob(), carol()])]), stage([group("ops", [dan(), erin()])])] }),
      [0, submit("r1", forAnn())],
      ...events,
    )
  const signedAs = (changed: Partial<Statement>): Move =>
    decide("r1", bob(), seatOf(bob()), {
      signed: (good) => ({ ...good, statement: { ...good.statement, ...changed } }),
    })
  const signedBy = (signed: (good: Signature) => Signature | null): Move =>
    decide("r1", bob(), seatOf(bob()), { signed })
  const misstated = (): Partial<Statement>[] => {
    const other = { plan: digest("other"), policy: digest("other"), uses: 2, seat: seatOf(carol()) }
    const { tenant } = foreign(ann())
    return [
      { tenant },
      { request: RequestId.parse("r2") },
      { requester: { actor: principal(otherBot()), person: principal(ann()) } },
      { requester: { actor: principal(bot()), person: principal(bob()) } },
      { plan: other.plan },
      { policy: other.policy },
      { uses: other.uses },
      { seat: other.seat },
      { approver: principal(carol()) },
      { decision: command === "approve" ? "reject" : "approve" },
      { expiresAt: instant(START + LIFETIME + 1) },
    ]
  }
  return {
    [`initiatorIsNotApprover@${command}`]: () => ({
      refused: cases(told(), [0, mine(ann())]),
      accepted: cases(told(), [0, mine(bob())]),
    }),
    [`approverIsHuman@${command}`]: () => ({
      refused: cases(told(), [0, mine(bot())], [0, mine(daemon())]),
      accepted: cases(told(), [0, mine(carol())]),
    }),
    [`approverIsOfTenant@${command}`]: () => ({
      // A namesake; the initiator's namesake, who is not the initiator.
      refused: cases(told(), [0, mine(foreign(bob()))], [0, mine(foreign(ann()))]),
      accepted: cases(told(), [0, mine(bob())]),
    }),
    [`approverHoldsSeat@${command}`]: () => ({
      refused: [
        ...cases(
          told(),
          [0, decide("r1", erin(), seatOf(bob()))],
          [0, decide("r1", carol(), seatOf(bob()))],
          // Seats that are made up: of somebody who is not seated, in a group and in stages that are not there.
          [0, decide("r1", erin(), seatOf(erin()))],
          [0, decide("r1", bob(), seat(0, "dev", bob()))],
          [0, decide("r1", bob(), seat(1, "ops", bob()))],
          [0, decide("r1", bob(), seat(8, "ops", bob()))],
          // A namesake's seat is not one's own.
          [0, decide("r1", bob(), seatOf(foreign(bob())))],
        ),
        // Lent is this seat, to this person.
        ...cases(
          told([0, delegate("r1", bob(), seatOf(bob()), erin())]),
          [1, decide("r1", erin(), seatOf(carol()))],
          // The seat that was lent is bob's, and not his namesake's in the same group.
          [1, decide("r1", erin(), seatOf(foreign(bob())))],
          [1, decide("r1", root(), seatOf(bob()))],
        ),
      ],
      accepted: [
        ...cases(told(), [0, mine(bob())]),
        ...cases(
          told([0, delegate("r1", bob(), seatOf(bob()), erin())]),
          [1, decide("r1", erin(), seatOf(bob()))],
          [1, mine(bob())],
        ),
      ],
    }),
    [`approverHasNotDecided@${command}`]: () => ({
      refused: cases(
        two([0, approve("r1", bob(), seatOf(bob()))], [0, delegate("r1", carol(), seatOf(carol()), bob())]),
        [1, decide("r1", bob(), seatOf(carol()))],
      ),
      accepted: cases(
        two([0, approve("r1", dan(), seatOf(dan()))], [0, delegate("r1", carol(), seatOf(carol()), bob())]),
        [1, decide("r1", bob(), seatOf(carol()))],
      ),
    }),
    [`seatIsUnspent@${command}`]: () => ({
      refused: cases(two([0, delegate("r1", bob(), seatOf(bob()), erin())], [1, approve("r1", bob(), seatOf(bob()))]), [
        2,
        decide("r1", erin(), seatOf(bob())),
      ]),
      accepted: cases(
        two([0, delegate("r1", bob(), seatOf(bob()), erin())], [1, approve("r1", carol(), seatOf(carol()))]),
        [2, decide("r1", erin(), seatOf(bob()))],
        [2, mine(bob())],
      ),
    }),
    [`stageIsOpen@${command}`]: () => ({
      refused: cases(staged(), [0, decide("r1", dan(), seat(1, "ops", dan()))]),
      accepted: cases(staged([0, approve("r1", bob(), seat(0, "dev", bob()))]), [
        0,
        decide("r1", dan(), seat(1, "ops", dan())),
      ]),
    }),
    [`decisionNamesSealedPlan@${command}`]: () => ({
      refused: cases(told(), [0, decide("r1", bob(), seatOf(bob()), { plan: "other" })]),
      accepted: cases(told(), [0, decide("r1", bob(), seatOf(bob()), { plan: "plan" })]),
    }),
    [`decisionIsInTime@${command}`]: () => ({
      refused: [
        ...cases(told(), [SLA, mine(bob())]),
        // The second stage's time runs from when it opened.
        ...cases(staged([30, approve("r1", bob(), seat(0, "dev", bob()))]), [
          30 + SLA,
          decide("r1", dan(), seat(1, "ops", dan())),
        ]),
      ],
      accepted: [
        ...cases(told(), [SLA - 1, mine(bob())]),
        ...cases(staged([30, approve("r1", bob(), seat(0, "dev", bob()))]), [
          30 + SLA - 1,
          decide("r1", dan(), seat(1, "ops", dan())),
        ]),
      ],
    }),
    [`decisionIsSigned@${command}`]: () => ({
      refused: cases(
        told(),
        [0, signedBy(() => null)],
        [0, signedBy((good) => ({ ...good, signer: principal(carol()) }))],
        [0, signedBy((good) => ({ ...good, signer: principal(foreign(bob())) }))],
        ...misstated().map((changed): Event => [0, signedAs(changed)]),
      ),
      accepted: cases(told(), [0, signedBy((good) => good)], [0, signedAs({})]),
    }),
    [`requestIsUnexpired@${command}`]: () => ({
      refused: cases(tell(settings({ default: one(1, 2 * LIFETIME) }), [0, submit("r1", forAnn())]), [
        LIFETIME,
        mine(bob()),
      ]),
      accepted: cases(tell(settings({ default: one(1, 2 * LIFETIME) }), [0, submit("r1", forAnn())]), [
        LIFETIME - 1,
        mine(bob()),
      ]),
    }),
    [`requestIsOpen@${command}`]: () => ({
      refused: closed().flatMap((register) => cases(register, [5, mine(carol())])),
      accepted: [
        ...cases(told(), [5, mine(carol())]),
        ...cases(told([0, approve("r1", bob(), seatOf(bob()))]), [5, mine(carol())]),
      ],
    }),
  }
}
