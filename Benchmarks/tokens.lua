-- Redeems codes for wrk, each once: CODES names a file, one code a line; CLIENT, VERIFIER and REDIRECT are of all of them.
local codes, place = {}, 0
for line in io.lines(os.getenv("CODES")) do codes[#codes + 1] = line end
local head = "grant_type=authorization_code&client_id=" .. os.getenv("CLIENT") .. "&code_verifier=" .. os.getenv("VERIFIER")
  .. "&redirect_uri=" .. os.getenv("REDIRECT") .. "&code="
local headers = { ["Host"] = "127.0.0.1", ["Content-Type"] = "application/x-www-form-urlencoded" }

function request()
  place = place + 1
  return wrk.format("POST", "/oauth/token/", headers, head .. (codes[place] or "none"))
end

function done(summary, latency)
  local e = summary.errors
  print(string.format("RESULT %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), e.status, e.connect + e.read + e.write + e.timeout))
end
