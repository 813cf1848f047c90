import { onTestFinished } from "vitest"
import * as z from "zod"
import { createApp } from "../../../adapters/http/app.ts"
import { Problem } from "../../../adapters/http/problems.ts"
import { ShowAnswer, UseAnswer } from "../../../adapters/http/approvals/schemas.ts"
import { VerdictAnswer } from "../../../adapters/http/schemas.ts"
import { capsOf } from "../../../adapters/caps/caps.ts"
import type { Limits } from "../../../adapters/caps/limits.ts"
import { openService } from "../../../adapters/library/open.ts"
import { actingOn, deployment, planBytes, signedDecision, signedDelegation } from "../library/fixture.ts"

export type Name = Parameters<ReturnType<typeof deployment>["apiKey"]>[0]

/** The service over an open gate, called as `fetch` would, and what it reported. */
export const service = async (deployed = deployment(), limits: Partial<Limits> = {}) => {
  const config = deployed.config()
  const reported: string[] = []
  const report = (line: string) => reported.push(line)
  const caps = capsOf({ ...config.limits, ...limits }, report)
  const { gate, readBody } = await openService(config, caps.stored)
  onTestFinished(() => gate.close())
  const app = await createApp(gate, { report, caps, readBody })

  const send = (name: Name | null, path: string, init: RequestInit = {}) => {
    const headers = new Headers(init.headers)
    if (name !== null) headers.set("authorization", `Bearer ${deployed.apiKey(name)}`)
    return app.request(path, { ...init, headers })
  }
  const get = (name: Name | null, path: string) => send(name, path)
  const post = (name: Name | null, path: string, body: unknown, key?: string) =>
    send(name, path, {
      method: "POST",
      body: JSON.stringify(body),
      headers: { "content-type": "application/json", ...(key === undefined ? {} : { "idempotency-key": key }) },
    })

  const call = (payload = planBytes()) => ({ tool: "terraform.apply", payload: new TextDecoder().decode(payload) })
  const ask = async (name: Name = "deployer", body: unknown = call()) =>
    read(VerdictAnswer, await post(name, "/v1/decisions", body))
  /** An agent's request to apply the real plan: its id. */
  const waiting = async (): Promise<string> => (await ask()).request ?? "none"
  const show = async (id: string) => read(ShowAnswer, await get("alice", `/v1/approvals/${id}`))
  /** A decision as the person sends it, signed with their own key. */
  const signed = async (name: keyof typeof deployed.people, id: string, verdict: "approve" | "reject" = "approve") => {
    const { request } = await show(id)
    const { actor } = actingOn(gate, deployed).as(name)
    const { seat, plan, signed } = await signedDecision(request, id, actor, deployed.people[name], verdict)
    return { seat, plan, statement: new TextDecoder().decode(signed.statement), proof: signed.proof }
  }
  /** A delegation of their own seat, in the same way. */
  const lending = async (name: keyof typeof deployed.people, id: string, to: Name) => {
    const { request } = await show(id)
    const { as } = actingOn(gate, deployed)
    const delegation = await signedDelegation(request, id, as(name).actor, deployed.people[name], as(to).actor)
    const { seat, to: delegate, signed } = delegation
    return { seat, to: delegate, statement: new TextDecoder().decode(signed.statement), proof: signed.proof }
  }
  const approvedByTwo = async (): Promise<string> => {
    const id = await waiting()
    for (const name of ["bob", "carol"] as const)
      await post(name, `/v1/approvals/${id}/approve`, await signed(name, id))
    return id
  }
  return { ...deployed, gate, app, reported, send, get, post, call, ask, waiting, show, signed, lending, approvedByTwo }
}

export const read = async <Schema extends z.ZodType>(schema: Schema, response: Response) => {
  const body: unknown = await response.json()
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new Error(`${response.status} ${JSON.stringify(body)}: ${z.prettifyError(parsed.error)}`)
  return parsed.data
}

export const use = (response: Response) => read(UseAnswer, response)

/** A problem, with the status that travelled, and the names of the guards. */
export const problem = async (response: Response) => {
  expectProblem(response)
  const { type, status, guards = [], ...told } = await read(Problem, response)
  if (status !== response.status) throw new Error(`the body says ${status} and the response ${response.status}`)
  return { name: type.replace("urn:interlock:problem:", ""), status, guards: guards.map(({ guard }) => guard), told }
}

const expectProblem = (response: Response) => {
  const type = response.headers.get("content-type")
  if (type !== "application/problem+json") throw new Error(`a problem comes as problem+json, not as ${type}`)
}
