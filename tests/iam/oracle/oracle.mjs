// Answers one JSON line for each JSON line on standard input, with the engine under node_modules of the folder given.
// The engine is entered below the package's public function for unvalidated input, because that one drops session
// policies.
import { createInterface } from 'node:readline'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const modules = resolve(process.argv[2], 'node_modules', '@cloud-copilot')
const load = (path) => import(pathToFileURL(resolve(modules, path)).href)
const { loadPolicy } = await load('iam-policy/dist/esm/index.js')
const { authorize } = await load('iam-simulate/dist/esm/core_engine/CoreSimulatorEngine.js')
const { AwsRequestImpl } = await load('iam-simulate/dist/esm/request/request.js')
const { RequestContextImpl } = await load('iam-simulate/dist/esm/requestContext.js')
const { DiscoveryContextKeyConstraints } = await load(
  'iam-simulate/dist/esm/context_keys/discoveryContextKeyConstraints.js'
)

const policy = (document, name) => loadPolicy(document, { name })

function answer(asked) {
  const request = new AwsRequestImpl(
    asked.principal,
    { resource: asked.resource, accountId: asked.account },
    asked.action,
    new RequestContextImpl(asked.context)
  )
  return authorize({
    request,
    sessionPolicy: asked.session ? policy(asked.session, 'session') : undefined,
    identityPolicies: asked.identity.map((document, place) => policy(document, `identity${place}`)),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
    resourcePolicy: asked.resourcePolicy ? policy(asked.resourcePolicy, 'resource') : undefined,
    permissionBoundaries: asked.boundary ? [policy(asked.boundary, 'boundary')] : undefined,
    vpcEndpointPolicies: undefined,
    simulationParameters: {
      simulationMode: 'Strict',
      discoveryContextKeyConstraints: new DiscoveryContextKeyConstraints([])
    },
    serviceSettings: { s3: {} }
  }).result
}

for await (const line of createInterface({ input: process.stdin })) {
  let said
  try {
    said = { result: answer(JSON.parse(line)) }
  } catch (error) {
    said = { error: String(error) }
  }
  process.stdout.write(JSON.stringify(said) + '\n')
}
