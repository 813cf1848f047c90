/** Interlock in process: the same gate that the HTTP service is a skin over. */
export { Actor, Caller, TenantId } from "../../kernel/actors.ts"
export { statementOf } from "../../kernel/approvals/guards.ts"
export { statementOf as countersignatureOf } from "../../kernel/break-glass/guards.ts"
export { planHash } from "../../kernel/gate/plan.ts"
export { type Config, parseConfig, readConfig } from "../config/config.ts"
export * from "./errors.ts"
export { type BreakGlass, statementFor as grantRequestOf } from "./break-glass.ts"
export type {
  AskedCall,
  Countersigning,
  Ending,
  GrantEnding,
  GrantRequest,
  Loan,
  SeatDecision,
  ToolCall,
} from "./inputs.ts"
export { openGate } from "./open.ts"
export type { OpenGate, Status, Verification } from "./open-gate.ts"
export type { Outcome, Reason, Use, Verdict } from "./outcome.ts"
export { type Execution, PermitError, verifyPermit } from "./permit.ts"
export { type Jwk, type PublicKey, type PublicKeyLike, VerifyingKeyError } from "./public-key.ts"
export { spentOnDisk } from "./spent.ts"
