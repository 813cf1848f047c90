import { MAX_RESOURCES } from "../../kernel/effects.ts"
import { InspectionRefusedError } from "../../kernel/ports.ts"

/** Every way in which a plan is refused, and what to do about it. */
const refusals = {
  encoding: "this is no UTF-8 text: write the plan with `terraform show -json PLANFILE`",
  mark: 'the plan begins with a byte order mark or is UTF-16 text, so it could never be what an executor renders: write it as UTF-8 without a mark (PowerShell\'s `>` writes UTF-16; use cmd /c "terraform show -json PLANFILE > plan.json")',
  json: "the plan is not one whole JSON text",
  shape: "this is not a plan: write it with `terraform show -json PLANFILE`",
  stream:
    "this is the message stream of `terraform plan -json`: plan with -out=PLANFILE, then `terraform show -json PLANFILE`",
  state: "this is a state, not a plan: name the plan file in `terraform show -json PLANFILE`",
  version: "the major of format_version is neither 0 nor 1: this reader doesn't know what the plan means",
  errored: "planning failed half-way, so the plan is not whole: mend the errors and plan again",
  unapplyable: "Terraform says that these changes can't be applied: plan again",
  tooMany: `more than ${MAX_RESOURCES} resources are touched, or more is listed than a plan has: make the change in parts`,
  changesMissing: "resource_changes is missing although resources are planned: the plan is not whole",
  action: "the actions are none that this reader knows",
  duplicate: "the same object is changed twice",
} as const
export type Refusal = keyof typeof refusals

/** A refusal; `where` is an address or a path of names, of which only what a terminal shows as it is comes through. */
export const refuse = (problem: Refusal, where = "", detail = ""): InspectionRefusedError => {
  const says = detail === "" ? refusals[problem] : `${refusals[problem]}: ${detail}`
  return new InspectionRefusedError({
    inspector: "terraform",
    problem,
    message: where === "" ? says : `${shown(where)}: ${says}`,
  })
}

/** A text of somebody else's, cut and made such that a terminal shows it as it is. */
export const shown = (text: string, most = 512): string =>
  text
    .slice(0, most)
    .toWellFormed()
    .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd")
