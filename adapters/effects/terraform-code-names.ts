import { CODE } from "./terraform-code.ts"

/** Names that hold code in some types only, and texts that hold it with much else. Data only; names are the providers' own. */

interface NameOf {
  readonly attribute: string
  /** Types that start so. */
  readonly of: string
}

/** Attributes that are code in these types: what a job runs stands in its command. */
const CODE_OF: readonly NameOf[] = [{ attribute: "command", of: "aws_batch_job_definition" }]

/**
 * Attributes that are no blocks and yet hold much: maps among whose names are scripts and keys, and documents among whose
 * names are roles and commands. Unknown as a whole, each of them could hold any of it.
 */
const HOLDERS: readonly NameOf[] = [
  { attribute: "metadata", of: "google_compute_" },
  { attribute: "metadata", of: "google_notebooks_" },
  { attribute: "metadata", of: "google_workbench_" },
  { attribute: "metadata", of: "google_container_" },
  { attribute: "metadata", of: "google_dataproc_" },
  { attribute: "metadata", of: "google_tpu_" },
  { attribute: "metadata", of: "google_vertex_ai_" },
  { attribute: "container_properties", of: "aws_batch_job_definition" },
  { attribute: "node_properties", of: "aws_batch_job_definition" },
  { attribute: "ecs_properties", of: "aws_batch_job_definition" },
]

const isIn = (names: readonly NameOf[], type: string, name: string): boolean =>
  names.some(({ attribute, of }) => attribute === name && type.startsWith(of))

/** Whether an attribute of this name is code in this type. */
export const isCode = (type: string, name: string): boolean => CODE.includes(name) || isIn(CODE_OF, type, name)

/** Whether an attribute of this name, unknown as a whole, could hold code or a role. */
export const isHolder = (type: string, name: string): boolean => isIn(HOLDERS, type, name)
