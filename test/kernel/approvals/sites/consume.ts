import { type Rows, cases, one, LIFETIME, forAnn, told, seatOf, underOther } from "./case.ts"
import {
  after,
  ann,
  approve,
  ask,
  bob,
  bot,
  caller,
  cancel,
  carol,
  consume,
  daemon,
  dan,
  delegate,
  erin,
  type Event,
  foreign,
  keyOf,
  type Move,
  otherBot,
  reject,
  settings,
  submit,
  supersede,
  tell,
  withdraw,
  withoutKeysOf,
} from "../../../fixtures/approvals.ts"

export const consuming = (): Rows => {
  const approved = (...events: readonly Event[]) => told([1, approve("r1", bob(), seatOf(bob()))], ...events)
  const use: Move = consume("r1", forAnn())
  const twice = () =>
    tell(
      settings({ default: one() }),
      [0, submit("r1", forAnn(), { uses: 2 })],
      [1, approve("r1", bob(), seatOf(bob()))],
      [2, consume("r1", forAnn())],
    )
  return {
    "approvalIsLive@consume": () => ({
      refused: [
        approved([2, reject("r1", carol(), seatOf(carol()))]),
        approved([2, cancel("r1", forAnn())]),
        approved([2, withdraw("r1", bob())]),
        approved([2, supersede("r1", forAnn())]),
      ].flatMap((register) => cases(register, [3, use])),
      accepted: cases(approved(), [3, use]),
    }),
    "quorumIsMet@consume": () => ({
      refused: cases(told(), [3, use]),
      accepted: cases(approved(), [3, use]),
    }),
    "signersKeepTheirKeys@consume": () => {
      const lent = () =>
        told([0, delegate("r1", bob(), seatOf(bob()), erin())], [1, approve("r1", erin(), seatOf(bob()))])
      const both = () => approved([2, approve("r1", carol(), seatOf(carol()))])
      const rekeyed = (register: ReturnType<typeof told>): ReturnType<typeof told> => ({
        ...register,
        settings: { ...register.settings, keyring: { [keyOf(foreign(bob()))]: bob() } },
      })
      return {
        refused: [
          withoutKeysOf(approved(), [bob()]),
          // Another key of his, and his key as somebody else's, have signed nothing.
          rekeyed(approved()),
          { ...approved(), settings: { ...approved().settings, keyring: { [keyOf(bob())]: carol() } } },
          // A delegate speaks with the key of whoever delegated the seat as well.
          withoutKeysOf(lent(), [bob()]),
          withoutKeysOf(lent(), [erin()]),
          // What others have delegated to her, or to somebody else, is of no help to this seat.
          ...[erin(), dan()].map((to) =>
            withoutKeysOf(
              told(
                [0, delegate("r1", bob(), seatOf(bob()), erin())],
                [0, delegate("r1", carol(), seatOf(carol()), to)],
                [1, approve("r1", erin(), seatOf(bob()))],
              ),
              [bob()],
            ),
          ),
          withoutKeysOf(both(), [bob(), carol()]),
        ].flatMap((register) => cases(register, [3, use])),
        accepted: [
          approved(),
          lent(),
          withoutKeysOf(approved(), [carol(), foreign(bob())]),
          withoutKeysOf(lent(), [carol()]),
          told(
            [0, delegate("r1", bob(), seatOf(bob()), erin())],
            [0, delegate("r1", carol(), seatOf(carol()), dan())],
            [1, approve("r1", erin(), seatOf(bob()))],
          ),
          // Whoever is left is enough.
          withoutKeysOf(both(), [bob()]),
          withoutKeysOf(both(), [carol()]),
        ].flatMap((register) => cases(register, [3, use])),
      }
    },
    "approvalIsUnexpired@consume": () => ({
      refused: cases(approved(), [LIFETIME, use], [10 * LIFETIME, use]),
      accepted: cases(approved(), [LIFETIME - 1, use]),
    }),
    "approvalHasUsesLeft@consume": () => ({
      refused: [...cases(approved([2, use]), [3, use]), ...cases(after(twice(), ask(twice(), [3, use])), [4, use])],
      accepted: [...cases(approved(), [3, use]), ...cases(twice(), [3, use])],
    }),
    "consumedPlanIsSealed@consume": () => ({
      refused: cases(approved(), [3, consume("r1", forAnn(), "other")]),
      accepted: cases(approved(), [3, consume("r1", forAnn(), "plan")]),
    }),
    "policyIsUnchanged@consume": () => ({
      refused: cases(underOther(approved()), [3, use]),
      accepted: cases(approved(), [3, use]),
    }),
    "consumerIsRequester@consume": () => ({
      refused: cases(
        approved(),
        [3, consume("r1", caller(ann()))],
        [3, consume("r1", caller(bot(), bob()))],
        [3, consume("r1", caller(otherBot(), ann()))],
        [3, consume("r1", caller(daemon(), ann()))],
        [3, consume("r1", caller(foreign(bot()), foreign(ann())))],
      ),
      accepted: cases(approved(), [3, use]),
    }),
  }
}
