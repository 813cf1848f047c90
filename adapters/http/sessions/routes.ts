import { createRoute } from "@hono/zod-openapi"
import { answers, body, presentingAlone, secured, written } from "../route.ts"
import { KeyHeader } from "../schemas.ts"
import {
  DelegateBody,
  EnableBody,
  EnrolBody,
  MintAnswer,
  MintBody,
  OpenBody,
  ProofHeader,
  SessionAnswer,
  SessionChangeAnswer,
  SubjectAnswer,
  SubjectChangeAnswer,
  TouchBody,
  sessions,
  subjects,
} from "./schemas.ts"

export const routes = {
  open: createRoute({
    ...secured,
    method: "post",
    path: "/v1/sessions",
    operationId: "openSession",
    summary: "Open a session for an agent, in person and signed",
    request: { headers: KeyHeader, body: body(OpenBody) },
    responses: answers(SessionChangeAnswer, "Opened", "refused", "not-enrolled", "actor-unknown", ...written),
  }),
  list: sessions.list,
  show: sessions.show("", {
    operationId: "showSession",
    summary: "A session of yours, or to an administrator one of the tenant",
    answer: SessionAnswer,
  }),
  touch: sessions.commandWith("touch", TouchBody, SessionChangeAnswer, {
    operationId: "touchSession",
    summary: "Give a sign of life in a session of yours; signed, it proves as well that it is you",
    accepted: "Alive",
  }),
  end: sessions.command("end", SessionChangeAnswer, {
    operationId: "endSession",
    summary: "End a session, as the person whose it is or as an administrator",
    accepted: "Ended",
  }),
  mint: createRoute({
    ...secured,
    method: "post",
    path: "/v1/credentials",
    operationId: "mintCredential",
    summary: "Mint a credential for one call, as the agent of a session",
    request: { headers: ProofHeader, body: body(MintBody) },
    responses: answers(MintAnswer, "Minted", "refused", "unknown", "actor-unknown", "proof-key-missing", ...written),
  }),
  delegate: createRoute({
    ...presentingAlone,
    method: "post",
    path: "/v1/credentials/delegate",
    operationId: "delegateCredential",
    summary: "Hand the credential that you present on to another agent: it is spent, and theirs ends with it",
    request: { headers: ProofHeader, body: body(DelegateBody) },
    responses: answers(MintAnswer, "Handed on", "refused", "unknown", "actor-unknown", "proof-key-missing", ...written),
  }),
  enrol: createRoute({
    ...secured,
    method: "post",
    path: "/v1/subjects",
    operationId: "enrolSubject",
    summary: "Say that a person is in the tenant, as its directory, with what their agents may call for them",
    request: { headers: KeyHeader, body: body(EnrolBody) },
    responses: answers(SubjectChangeAnswer, "Enrolled", "refused", "actor-unknown", ...written),
  }),
  subjects: subjects.list,
  subject: subjects.show("", {
    operationId: "showSubject",
    summary: "A person for whom agents may act, or might",
    answer: SubjectAnswer,
  }),
  disable: subjects.command("disable", SubjectChangeAnswer, {
    operationId: "disableSubject",
    summary: "End everything of a person from the next command on, as the tenant's directory",
    accepted: "Disabled",
  }),
  enable: subjects.commandWith("enable", EnableBody, SubjectChangeAnswer, {
    operationId: "enableSubject",
    summary: "Let a person begin again, as the tenant's directory, with what their agents may call for them",
    accepted: "Enabled",
  }),
} as const
