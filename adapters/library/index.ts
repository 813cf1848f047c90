/** Interlock in process: the same gate that the HTTP service is a skin over. */
export { Actor, Caller, TenantId } from "../../kernel/actors.ts"
export { delegationStatementOf, statementOf } from "../../kernel/approvals/guards.ts"
export { Scope } from "../../kernel/break-glass/break-glass.ts"
export { statementOf as countersignatureOf } from "../../kernel/break-glass/guards.ts"
export { planHash } from "../../kernel/plan.ts"
export { Slot } from "../../kernel/taint/taint.ts"
export { Instant } from "../../kernel/time.ts"
export { ToolName } from "../../kernel/tool.ts"
export { type Config, ConfigError, parseConfig, readConfig } from "../config/config.ts"
export { WebhookSecretError } from "../notify/receivers.ts"
export { KeyFileError } from "../signer/file.ts"
export { canonicalize } from "../../kernel/canonical.ts"
export { LogBehindError } from "../store/heads.ts"
export { HeadsFileError } from "../store/heads-file.ts"
export type { Approvals } from "./approvals/approvals.ts"
export type { ApprovedCall, RequestEnding, RequestPage, SeatDecision, SeatDelegation } from "./approvals/inputs.ts"
export type { Use } from "./approvals/use.ts"
export { type BreakGlass, grantRequestOf } from "./break-glass/break-glass.ts"
export { type BudgetChange, type Budgets, budgetChangeOf } from "./budgets/budgets.ts"
export type {
  BudgetNarrowing,
  BudgetOpening,
  BudgetPage,
  BudgetThaw,
  BudgetWidening,
  ReservationPage,
  ReservationReport,
} from "./budgets/inputs.ts"
export type { BudgetEntity, ReservationEntity } from "./budgets/kinds.ts"
export type { Calls, Performed, Reported } from "./calls/calls.ts"
export type {
  CallCancelling,
  CallCompletion,
  CallFailure,
  CallPage,
  CallPerforming,
  CallResolving,
} from "./calls/inputs.ts"
export type { CallEntity, ResolutionEntity } from "./calls/kinds.ts"
export { NothingHappenedError, type Performing, type Ran } from "./calls/run.ts"
export type { Countersigning, GrantEnding, GrantPage, GrantRequest } from "./break-glass/inputs.ts"
export type { Page, Patience } from "./entities.ts"
export * from "./errors.ts"
export type { AskedCall, Cursor, ToolCall } from "./inputs.ts"
export { AgentKeyError, type Request as ProvenRequest, possessionProof } from "../identity/possession.ts"
export type { PresentedCredential } from "./presented.ts"
export type { Minted, Presenter } from "./sessions/credentials.ts"
export type {
  CredentialDelegating,
  CredentialMinting,
  Presenting,
  SessionEnding,
  SessionOpening,
  SessionPage,
  SessionTouch,
  SubjectDisabling,
  SubjectPage,
  SubjectScope,
} from "./sessions/inputs.ts"
export type { SessionEntity, SubjectEntity } from "./sessions/kinds.ts"
export { type Sessions, sessionOpeningOf, sessionTouchOf } from "./sessions/sessions.ts"
export { newEndorsementId } from "./taint/handles.ts"
export type { Bringing, Brought } from "./taint/bringing.ts"
export type { ExplainedCall, ExplainedValue, Explanation } from "./taint/explain.ts"
export type {
  ConversationOpening,
  ConversationPage,
  ConversationSpawning,
  EndorsementEnding,
  EndorsementPage,
  EndorsementPreviewing,
  Explaining,
  ResourceReading,
  ResultBringing,
  ValueEndorsing,
  ValueIngesting,
  ValueWriting,
} from "./taint/inputs.ts"
export type { ConversationEntity, EndorsementEntity } from "./taint/kinds.ts"
export type { Preview, PreviewedPlace, PreviewedWords } from "./taint/preview.ts"
export { endorsementOf } from "./taint/statement.ts"
export type { Taint } from "./taint/taint.ts"
export { openGate } from "./open.ts"
export type { OpenGate, Status, Verification } from "./open-gate.ts"
export type { Outcome, Reason, Verdict } from "./outcome.ts"
export { type Execution, verifyPermit } from "./permit.ts"
export { type Jwk, type PublicKey, type PublicKeyLike, VerifyingKeyError } from "./public-key.ts"
export { spentAtGate, spentOnDisk } from "./spent.ts"
