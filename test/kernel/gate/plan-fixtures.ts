import { ActorId, TenantId } from "../../../kernel/actors.ts"
import { digestOf } from "../../../kernel/digest.ts"
import { effectsOf } from "../../../kernel/effects.ts"
import type { Plan } from "../../../kernel/plan.ts"
import { ToolName } from "../../../kernel/tool.ts"

const digest = (text: string) => digestOf(new TextEncoder().encode(text))
const tenant = () => TenantId.parse("acme")

export const plan = (): Plan => ({
  version: 1,
  tenant: tenant(),
  initiator: { id: ActorId.parse("ada"), tenant: tenant(), kind: "human" },
  agent: { id: ActorId.parse("bot"), tenant: tenant(), kind: "agent" },
  tool: ToolName.parse("terraform.apply"),
  schema: digest("schema"),
  effects: effectsOf(
    [
      { address: "aws_iam_role.a", type: "aws_iam_role", change: "create", iam: "changed", network: "none" },
      { address: "aws_subnet.b", type: "aws_subnet", change: "destroy", iam: "none", network: "changed" },
    ],
    ["aws_iam_role.a: policy is known only after apply"],
    3,
  ),
  payload: digest("payload"),
  artifact: digest("artifact"),
})
