/** What the doors know of the kernel's table of domains, in one place. */
export type { DomainName, EntityOf, Shapes } from "../kernel/registry.ts"
