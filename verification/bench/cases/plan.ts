import { createHash } from "node:crypto"
import { readFileSync } from "node:fs"
import { inspectTerraform } from "../../../adapters/effects/terraform.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { Plan, planHash } from "../../../kernel/plan.ts"
import { APPLYING, makeWorld } from "../world.ts"
import type { Case } from "./case.ts"

const REAL_PLAN = new URL("../../../test/corpus/terraform/mixed-with-deletes.json", import.meta.url)

/** The plan that people would approve for the real Terraform plan of the corpus. */
const realPlan = async (folder: string): Promise<Plan> => {
  const { policy, caller } = await makeWorld(folder, "memory")
  const payload = readFileSync(REAL_PLAN)
  const principal = ({ id, tenant, kind }: typeof caller.actor) => ({ id, tenant, kind })
  return Plan.parse({
    version: 1,
    tenant: policy.tenant,
    initiator: principal(caller.person),
    agent: principal(caller.actor),
    tool: APPLYING,
    schema: policy.tools.find(({ name }) => name === APPLYING)?.schema,
    effects: inspectTerraform(payload),
    payload: digestOf(payload),
    artifact: null,
  })
}

export const planCases: readonly Case[] = [
  {
    name: "plan.hash",
    what: "the hash of the real plan's effects, already read: checked, RFC 8785, SHA-256",
    against: "JSON.stringify of the same value, and OpenSSL's SHA-256 of that",
    aim: null,
    open: async (folder) => {
      const plan = await realPlan(folder)
      const expected = planHash(plan)
      return {
        subject: () => {
          if (planHash(plan) !== expected) throw new Error("one plan has two hashes")
        },
        inFlight: 1,
        yardstick: () => {
          if (createHash("sha256").update(JSON.stringify(plan)).digest("hex").length !== 64)
            throw new Error("no digest")
        },
        close: () => Promise.resolve(),
      }
    },
  },
]
