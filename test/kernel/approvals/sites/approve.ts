import { type Rows, cases, one, forAnn, seatOf, told, underOther } from "./case.ts"
import {
  approve,
  bob,
  carol,
  type Event,
  group,
  type Move,
  reject,
  seat,
  settings,
  stage,
  submit,
  tell,
} from "../../../fixtures/approvals.ts"

export const approvingAlone = (): Rows => {
  const rated = (max: number) => {
    const inForce = settings({ default: one() }, { decisionRate: { max, windowMs: 10 } })
    const ids = ["r1", "r2", "r3"]
    return tell(
      inForce,
      ...ids.map((id): Event => [0, submit(id, forAnn())]),
      [20, approve("r2", bob(), seatOf(bob()))],
      [25, reject("r3", bob(), seatOf(bob()))],
    )
  }
  const mine: Move = approve("r1", bob(), seatOf(bob()))
  const fork = () =>
    tell(settings({ default: [stage([group("dev", [bob(), carol()]), group("ops", [bob()])])] }), [
      0,
      submit("r1", forAnn()),
    ])
  return {
    "decisionRateIsWithinLimit@approve": () => ({
      refused: cases(rated(1), [20, mine], [29, mine]),
      // The window is half-open, rejections are not approvals, and another person's approvals are theirs.
      accepted: [
        ...cases(
          rated(1),
          [30, mine],
          [29, approve("r1", carol(), seatOf(carol()))],
          [29, reject("r1", bob(), seatOf(bob()))],
        ),
        ...cases(rated(2), [29, mine]),
      ],
    }),
    "policyIsUnchanged@approve": () => ({
      refused: cases(underOther(told()), [1, mine]),
      // Nothing is lost by a no.
      accepted: [...cases(told(), [1, mine]), ...cases(underOther(told()), [1, reject("r1", bob(), seatOf(bob()))])],
    }),
    "quorumsStayReachable@approve": () => ({
      refused: cases(fork(), [0, approve("r1", bob(), seat(0, "dev", bob()))]),
      accepted: cases(
        fork(),
        [0, approve("r1", bob(), seat(0, "ops", bob()))],
        [0, approve("r1", carol(), seat(0, "dev", carol()))],
      ),
    }),
  }
}
