import { type Rows, cases, LIFETIME, forAnn, told, seatOf, closed } from "./case.ts"
import {
  ann,
  approve,
  bob,
  bot,
  caller,
  cancel,
  carol,
  consume,
  daemon,
  dan,
  type Event,
  expire,
  foreign,
  otherBot,
  reject,
  root,
  supersede,
  withdraw,
} from "../../../fixtures/approvals.ts"

export const ending = (): Rows => {
  const owners = () => [caller(ann()), forAnn()]
  // A namesake agent of the requester's for somebody else, another agent of the same person, and who decides.
  const strangers = () => [
    caller(bob()),
    caller(bot(), bob()),
    caller(otherBot(), ann()),
    caller(daemon(), ann()),
    // An agent of an administrator's is none.
    caller(bot(), root()),
    caller(foreign(ann())),
    caller(foreign(bot()), foreign(ann())),
  ]
  const approved = (...events: readonly Event[]) => told([0, approve("r1", bob(), seatOf(bob()))], ...events)
  return {
    "requestIsOpen@withdraw": () => ({
      // Who has been used up, or has rejected since, leaves nothing to take back.
      refused: [
        approved([2, reject("r1", dan(), seatOf(dan()))]),
        approved([2, cancel("r1", forAnn())]),
        approved([2, supersede("r1", forAnn())]),
        approved([2, withdraw("r1", bob())]),
        approved([2, consume("r1", forAnn())]),
      ].flatMap((register) => cases(register, [5, withdraw("r1", bob())])),
      accepted: [
        ...cases(approved(), [5, withdraw("r1", bob())]),
        // Also past its expiry, as long as nobody has swept: it is over either way.
        ...cases(approved(), [2 * LIFETIME, withdraw("r1", bob())]),
      ],
    }),
    "withdrawerHasApproved@withdraw": () => ({
      refused: [told(), approved()].flatMap((register) =>
        cases(
          register,
          ...[carol(), ann(), root(), bot(), daemon(), foreign(bob())].map((by): Event => [5, withdraw("r1", by)]),
        ),
      ),
      accepted: cases(approved(), [5, withdraw("r1", bob())]),
    }),
    "requestIsOpen@cancel": () => ({
      refused: closed().flatMap((register) =>
        cases(register, [5, cancel("r1", forAnn())], [5, cancel("r1", caller(root()))]),
      ),
      accepted: [told(), approved()].flatMap((register) => cases(register, [5, cancel("r1", forAnn())])),
    }),
    "cancellerIsInitiatorOrAdmin@cancel": () => ({
      refused: [...strangers(), caller(foreign(root()))].flatMap((by) => cases(told(), [5, cancel("r1", by)])),
      accepted: [...owners(), caller(root())].flatMap((by) => cases(told(), [5, cancel("r1", by)])),
    }),
    "requestIsOpen@supersede": () => ({
      refused: closed().flatMap((register) => cases(register, [5, supersede("r1", forAnn())])),
      accepted: [told(), approved()].flatMap((register) => cases(register, [5, supersede("r1", forAnn())])),
    }),
    "supersederIsInitiator@supersede": () => ({
      refused: [...strangers(), caller(root())].flatMap((by) => cases(told(), [5, supersede("r1", by)])),
      accepted: owners().flatMap((by) => cases(told(), [5, supersede("r1", by)])),
    }),
    "requestIsOpen@expire": () => ({
      refused: closed().flatMap((register) => cases(register, [LIFETIME, expire("r1")])),
      accepted: [told(), approved()].flatMap((register) => cases(register, [LIFETIME, expire("r1")])),
    }),
    "expiryIsDue@expire": () => ({
      refused: cases(told(), [LIFETIME - 1, expire("r1")]),
      accepted: cases(told(), [LIFETIME, expire("r1")], [10 * LIFETIME, expire("r1")]),
    }),
  }
}
