import type { ApprovalsRegister } from "../../../../kernel/approvals/index.ts"
import { type Rows, cases, one, LIFETIME, forAnn, told, seatOf } from "./case.ts"
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
  type Event,
  foreign,
  type Move,
  otherBot,
  reject,
  settings,
  submit,
  supersede,
  tell,
} from "../../../fixtures/approvals.ts"

export const consuming = (): Rows => {
  const approved = (...events: readonly Event[]) => told([1, approve("r1", bob(), seatOf(bob()))], ...events)
  const use: Move = consume("r1", forAnn())
  const underOther = (register: ApprovalsRegister): ApprovalsRegister => ({
    ...register,
    settings: settings({ default: one() }, {}, "amended"),
  })
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
        approved([2, supersede("r1", forAnn())]),
      ].flatMap((register) => cases(register, [3, use])),
      accepted: cases(approved(), [3, use]),
    }),
    "quorumIsMet@consume": () => ({
      refused: cases(told(), [3, use]),
      accepted: cases(approved(), [3, use]),
    }),
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
