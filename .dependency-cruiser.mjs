/** Arrows point one way: adapters → kernel; verification → kernel, models; test → all. */
const only = (...names) => names.map((name) => `^node_modules/${name}/`)

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "kernel-is-closed",
      comment: "The kernel imports nothing of ours outside itself, and of others only what is pure.",
      severity: "error",
      from: { path: "^kernel/" },
      to: { pathNot: ["^kernel/", ...only("xstate", "effect", "zod", "@noble/[^/]+", "canonicalize")] },
    },
    {
      name: "domains-are-rooms",
      comment: "A domain imports the idiom and the kernel's words, never another domain.",
      severity: "error",
      from: { path: "^kernel/(approvals|break-glass|taint|budgets|sessions)/" },
      to: { path: "^kernel/[^/]+/", pathNot: "^kernel/$1/" },
    },
    {
      name: "adapters-know-no-verification",
      severity: "error",
      from: { path: "^adapters/" },
      to: { path: "^(verification|models|test)/" },
    },
    {
      name: "verification-knows-no-adapters",
      comment: "The bench alone measures the doors.",
      severity: "error",
      from: { path: "^verification/", pathNot: "^verification/bench/" },
      to: { path: "^(adapters|test)/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "no-development-packages-in-the-product",
      severity: "error",
      from: { path: "^(kernel|adapters|bin)/" },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
}
