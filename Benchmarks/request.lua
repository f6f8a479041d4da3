-- One job for wrk. The environment says what: METHOD, TARGET, KEYS (a file, one key a line, used in turn), BODY.
-- A POST carries an idempotency key, and {u} in its body becomes the same number, which no other request has.
local method, target, body = os.getenv("METHOD"), os.getenv("TARGET"), os.getenv("BODY")
local slot = string.rep("@", 20) -- as long as the number, so that Content-Length stays right
local stamp, serial, requests = os.time(), 0, {}

function init()
  local authorizations, file = {}, os.getenv("KEYS") or ""
  if file ~= "" then for line in io.lines(file) do authorizations[#authorizations + 1] = "Bearer " .. line end end
  for n = 1, math.max(1, #authorizations) do
    local headers = { ["Host"] = "127.0.0.1", ["Authorization"] = authorizations[n] }
    if method == "POST" then
      headers["Content-Type"], headers["Idempotency-Key"] = "application/json", slot
      requests[n] = wrk.format(method, target, headers, (body:gsub("{u}", slot)))
    else
      requests[n] = wrk.format(method, target, headers)
    end
  end
end

function request()
  serial = serial + 1
  local text = requests[(serial - 1) % #requests + 1]
  if method ~= "POST" then return text end
  return (text:gsub(slot, string.format("%010d%010d", stamp, serial)))
end

function done(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
end
