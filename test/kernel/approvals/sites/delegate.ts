import type { DelegationSignature } from "../../../../kernel/approvals/approvals.ts"
import { type Rows, cases, LIFETIME, forAnn, one, told, seatOf, closed } from "./case.ts"
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
  foreign,
  group,
  instant,
  type Move,
  principal,
  root,
  seat,
  settings,
  stage,
  submit,
  tell,
} from "../../../fixtures/approvals.ts"

export const delegating = (): Rows => {
  const lend = (by: ReturnType<typeof ann>, to: ReturnType<typeof ann>, seatName = seatOf(by)): Move =>
    delegate("r1", by, seatName, to)
  const signedBy = (signed: (good: DelegationSignature) => DelegationSignature | null): Move =>
    delegate("r1", bob(), seatOf(bob()), erin(), { signed })
  const signedAs = (changed: object): Move =>
    signedBy((good) => ({ ...good, statement: { ...good.statement, ...changed } }))
  const naming = (...delegates: readonly ReturnType<typeof ann>[]) =>
    tell(settings({ default: one() }, { delegates: delegates.map(principal) }), [0, submit("r1", forAnn())])
  return {
    "requestIsUnexpired@delegate": () => ({
      refused: cases(told(), [LIFETIME, lend(bob(), erin())]),
      accepted: cases(told(), [LIFETIME - 1, lend(bob(), erin())]),
    }),
    "delegatorHoldsSeat@delegate": () => ({
      refused: cases(
        told(),
        [0, lend(erin(), root(), seatOf(bob()))],
        [0, lend(carol(), erin(), seatOf(bob()))],
        [0, lend(erin(), root())],
        [0, lend(bob(), erin(), seat(1, "ops", bob()))],
        [0, lend(bob(), erin(), seat(0, "dev", bob()))],
        [0, lend(bob(), erin(), seatOf(foreign(bob())))],
      ),
      accepted: cases(told(), [0, lend(bob(), erin())]),
    }),
    "delegatorIsHuman@delegate": () => ({
      refused: cases(told(), [0, lend(bot(), erin())], [0, lend(daemon(), erin())]),
      accepted: cases(told(), [0, lend(dan(), erin())]),
    }),
    "delegatorIsOfTenant@delegate": () => ({
      refused: cases(told(), [0, lend(foreign(bob()), erin())], [0, lend(foreign(ann()), erin())]),
      accepted: cases(told(), [0, lend(bob(), erin())]),
    }),
    "delegatorIsNotInitiator@delegate": () => ({
      refused: cases(told(), [0, lend(ann(), erin())]),
      accepted: cases(told(), [0, lend(bob(), erin())]),
    }),
    "delegatorHasNotDelegated@delegate": () => ({
      refused: cases(told([0, lend(bob(), erin())]), [1, lend(bob(), root())], [1, lend(bob(), erin())]),
      accepted: [
        ...cases(told([0, lend(carol(), erin())]), [1, lend(bob(), erin())]),
        // Another seat of the same member: in another group, in another stage.
        ...cases(
          tell(
            settings({
              default: [
                stage([group("ops", [bob(), carol()]), group("dev", [bob(), carol()])]),
                stage([group("ops", [bob(), dan()])]),
              ],
            }),
            [0, submit("r1", forAnn())],
            [0, lend(bob(), erin())],
          ),
          [1, lend(bob(), root(), seat(0, "dev", bob()))],
          [1, lend(bob(), root(), seat(1, "ops", bob()))],
        ),
      ],
    }),
    "delegateIsNotInitiator@delegate": () => ({
      refused: cases(told(), [0, lend(bob(), ann())]),
      accepted: cases(told(), [0, lend(bob(), carol())]),
    }),
    "delegateIsHuman@delegate": () => ({
      refused: cases(told(), [0, lend(bob(), bot())], [0, lend(bob(), daemon())]),
      accepted: cases(told(), [0, lend(bob(), root())]),
    }),
    "delegateIsOfTenant@delegate": () => ({
      // To a foreigner; also to the initiator's namesake, who is nobody's initiator here.
      refused: cases(told(), [0, lend(bob(), foreign(erin()))], [0, lend(bob(), foreign(ann()))]),
      accepted: cases(told(), [0, lend(bob(), erin())]),
    }),
    "delegateIsThePolicys@delegate": () => ({
      refused: [naming(), naming(carol()), naming(foreign(erin()))].flatMap((register) =>
        cases(register, [0, lend(bob(), erin())]),
      ),
      accepted: cases(naming(carol(), erin()), [0, lend(bob(), erin())]),
    }),
    "delegationIsSigned@delegate": () => ({
      refused: cases(
        told(),
        [0, signedBy(() => null)],
        [0, signedBy((good) => ({ ...good, signer: principal(carol()) }))],
        [0, signedBy((good) => ({ ...good, signer: principal(foreign(bob())) }))],
        [0, signedAs({ tenant: "globex" })],
        [0, signedAs({ request: "r2" })],
        [0, signedAs({ plan: digest("other") })],
        [0, signedAs({ seat: seatOf(carol()) })],
        [0, signedAs({ delegator: principal(carol()) })],
        [0, signedAs({ to: principal(root()) })],
        [0, signedAs({ expiresAt: instant(1) })],
        [0, signedAs({ type: "interlock/approval/v1" })],
      ),
      accepted: cases(told(), [0, signedBy((good) => good)], [0, signedAs({})]),
    }),
    "delegationIsFirstHop@delegate": () => ({
      refused: cases(told([0, lend(bob(), erin())]), [1, lend(erin(), root(), seatOf(bob()))]),
      // Somebody else was lent another seat; a member lends beside the delegate of another one.
      accepted: cases(told([0, lend(bob(), carol())]), [1, lend(carol(), root())]),
    }),
    "requestIsOpen@delegate": () => ({
      refused: closed().flatMap((register) => cases(register, [5, lend(carol(), erin())])),
      accepted: [
        ...cases(told(), [5, lend(carol(), erin())]),
        ...cases(told([0, approve("r1", bob(), seatOf(bob()))]), [5, lend(carol(), erin())]),
      ],
    }),
  }
}
