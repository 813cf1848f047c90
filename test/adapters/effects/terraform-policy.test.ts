import { describe, expect, it } from "vitest"
import { isOpenStatement } from "../../../adapters/effects/terraform-policy.ts"
import type { Json } from "../../../kernel/json.ts"

const issuer = "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"
const trust = (condition: Json, part: { readonly [name: string]: Json } = {}) =>
  isOpenStatement({
    Effect: "Allow",
    Principal: { Federated: issuer },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: condition,
    ...part,
  })

describe("a trust in tokens of an issuer that serves everybody", () => {
  it.each<[string, Json]>([
    ["says nothing more", null],
    ["says for whom a token was made", { StringEquals: { "x:aud": "sts.amazonaws.com" } }],
    ["says that in a list", { StringEquals: { "x:aud": ["a", "b"] } }],
    ["lets all subjects in", { StringLike: { "x:sub": "*" } }],
    ["lets all of a kind in", { StringLike: { "x:sub": "repo:*" } }],
    ["lets one of all in", { StringLike: { "x:sub": ["repo:acme/site:*", "repo:*/site"] } }],
    ["keeps one out", { StringNotEquals: { "x:sub": "repo:acme/site" } }],
    ["asks only where there is a subject", { StringEqualsIfExists: { "x:sub": "repo:acme/site" } }],
    ["names no subject", { StringEquals: { "x:sub": [] } }],
  ])("is one in everybody where its condition %s", (_, condition) => {
    expect(trust(condition)).toBe(true)
  })

  it.each<[string, Json]>([
    ["one repository", { StringLike: { "x:sub": "repo:acme/site:*" } }],
    ["one organisation", { StringEquals: { "x:aud": "a" }, StringLike: { "x:sub": ["repo:acme/*"] } }],
    ["another claim", { StringEquals: { "x:repository_owner": "acme" } }],
  ])("isn't where its condition names %s", (_, condition) => {
    expect(trust(condition)).toBe(false)
  })

  it("is judged where tokens are taken at all, and by actions however they are written", () => {
    expect(trust(null, { Action: "sts:AssumeRole" })).toBe(false)
    expect(trust(null, { Action: ["sts:TagSession", "sts:assumerolewithwebidentity"] })).toBe(true)
    expect(trust(null, { Action: "*" })).toBe(true)
    expect(trust(null, { Effect: "Deny" })).toBe(false)
    expect(trust(null, { Principal: { Federated: "arn:aws:iam::1:saml-provider/okta" }, Action: "*" })).toBe(false)
  })
})
