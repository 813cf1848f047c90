/** Arrows point one way: adapters → kernel; verification → kernel, models; test → all. What no rule names is refused. */
const only = (...names) => names.map((name) => `^node_modules/${name}/`)

/** The kernel's folders that are no domain. Every other folder there is one, named or not. */
const MACHINERY = "gate|ledger|notices"
const DOMAIN = `^kernel/(?!(?:${MACHINERY})/)([^/]+)/`

/** The adapters that have a folder a domain, and the folders in them that are no domain. */
const DOORS = "http|cli|library|config"
const SHARED = "commands"

/** Where a file of ours may stand. A new folder gets its line here, and a rule below that says what it may know. */
const KNOWN = [
  "^[^/]+$",
  "^(?:kernel|demo|scripts|test)/",
  "^adapters/(?:[^/]+$|(?:caps|cli|config|domains|effects|executor|http|identity|library|notify|reading|signer|store|texts)/)",
  "^verification/(?:[^/]+$|(?:bench|corpus|domains|evidence|explore|mutation|run|selfcomposition|tlc)/)",
  "^node_modules/",
]

/** @type {import("dependency-cruiser").IConfiguration} */
export default {
  forbidden: [
    {
      name: "no-unknown-folder",
      comment: "A folder that no rule names may know anything and be known by all, so there is none.",
      severity: "error",
      from: { pathNot: KNOWN },
      to: {},
    },
    {
      name: "no-unknown-folder",
      severity: "error",
      from: {},
      to: { pathNot: KNOWN, dependencyTypes: ["local"] },
    },
    { name: "no-unknown-folder", severity: "error", from: { orphan: true, pathNot: KNOWN }, to: {} },
    {
      name: "kernel-is-closed",
      comment: "The kernel imports nothing of ours outside itself, and of others only what is pure.",
      severity: "error",
      from: { path: "^kernel/" },
      to: { pathNot: ["^kernel/", ...only("xstate", "effect", "zod", "@noble/[^/]+")] },
    },
    {
      name: "domains-stand-alone",
      comment:
        "A domain imports its own folder and the kernel's words: no other domain, and nothing that decides or records.",
      severity: "error",
      from: { path: DOMAIN },
      to: { path: "^kernel/(?:[^/]+/|registry\\.ts$|ports\\.ts$)", pathNot: "^kernel/$1/" },
    },
    {
      name: "words-know-no-folder",
      comment:
        "What stands beside the folders is what they share. The registry gathers the domains, the ports are the gate's.",
      severity: "error",
      from: { path: "^kernel/[^/]+$", pathNot: "^kernel/(?:registry|ports)\\.ts$" },
      to: { path: "^kernel/[^/]+/" },
    },
    {
      name: "domains-are-known-by-the-registry",
      comment: "Gate, ledger and notices know domains only through it: that is why a new domain is one line.",
      severity: "error",
      from: { path: `^kernel/(?:${MACHINERY})/` },
      to: { path: DOMAIN },
    },
    {
      name: "doors-stand-alone",
      comment: "What a door has of one domain knows nothing of another: neither in the kernel nor in any door.",
      severity: "error",
      from: { path: `^adapters/(?:${DOORS})/(?!(?:${SHARED})/)([^/]+)/` },
      to: {
        path: [DOMAIN, `^adapters/(?:${DOORS})/(?!(?:${SHARED})/)[^/]+/`],
        pathNot: `^(?:kernel|adapters/(?:${DOORS}))/$1/`,
      },
    },
    {
      name: "bindings-stand-alone",
      comment: "What ties one domain to its model knows no other domain.",
      severity: "error",
      from: { path: "^verification/domains/([^/]+)/" },
      to: { path: [DOMAIN, "^verification/domains/[^/]+/"], pathNot: "^(?:kernel|verification/domains)/$1/" },
    },
    {
      name: "adapters-know-no-verification",
      severity: "error",
      from: { path: "^adapters/" },
      to: { path: "^(verification|models|test|demo|scripts)/" },
    },
    {
      name: "verification-knows-no-adapters",
      comment: "The bench measures the doors, and the corpus goes through them. Nothing else does.",
      severity: "error",
      from: { path: "^verification/", pathNot: "^verification/(?:bench|corpus)/" },
      to: { path: "^(adapters|test|demo|scripts)/" },
    },
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-cycles-between-folders",
      comment: "Two folders that need each other are one folder, whatever their files say.",
      severity: "error",
      scope: "folder",
      from: {},
      to: { circular: true },
    },
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
    // The toy domain's own files, whose imports lead somewhere in a copy of the project alone.
    exclude: { path: "^test/fixtures/toy-domain/" },
    enhancedResolveOptions: { exportsFields: ["exports"], conditionNames: ["import", "node", "default", "types"] },
  },
}
