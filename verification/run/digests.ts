import { readdirSync } from "node:fs"
import { join } from "node:path"
import { ROOT, digestOfFiles, filesBelow } from "./sources.ts"

/** SHA-256 over the sources that a domain's verification speaks of. */
export interface Digests {
  /** Everything below models/<domain>. */
  readonly model: string
  /** Everything below models/lib. */
  readonly library: string
  /** The files of kernel/ itself, which domains share, and everything below kernel/<domain>. */
  readonly kernel: string
}

/** Digests of the sources of a domain as they are now. */
export const digestsOf = (domain: string): Digests => ({
  model: digestOfFiles(filesBelow(join(ROOT, "models", domain))),
  library: digestOfFiles(filesBelow(join(ROOT, "models", "lib"))),
  kernel: digestOfFiles(kernelOf(domain)),
})

/** The files of kernel/ itself, which domains share. */
export const sharedKernel = (): readonly string[] => {
  const kernel = join(ROOT, "kernel")
  const shared = readdirSync(kernel, { withFileTypes: true }).filter((entry) => entry.isFile())
  return shared.map(({ name }) => join(kernel, name)).sort()
}

/** Every file of the kernel that a domain may import. */
export const kernelOf = (domain: string): readonly string[] => [
  ...sharedKernel(),
  ...filesBelow(join(ROOT, "kernel", domain)),
]
