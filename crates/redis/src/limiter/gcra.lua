-- The generic cell rate algorithm (ITU-T I.371) for one key, in one step.
--
-- KEYS[1]  where the state stands: the theoretical arrival time, in microseconds
-- ARGV[1]  how long it takes until one more may be done, in microseconds
-- ARGV[2]  how often something may be done at once
--
-- Answers { 1, how often more, until all is there again } or { 0, until it may be done, 0 }, times
-- in microseconds. All numbers are whole and far below 2^53, so a double holds them as they are.

local interval = tonumber(ARGV[1])
local burst = tonumber(ARGV[2])
local window = interval * burst

-- Redis's clock, so that all processes count by the same one.
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

-- When all will be there again. Never later than a window from now: if it looks so, the clock went
-- back, or the quota has become smaller.
local arrival = tonumber(redis.call('GET', KEYS[1])) or now
arrival = math.min(math.max(arrival, now), now + window)

local next_arrival = arrival + interval
local allowed_at = next_arrival - window
if allowed_at > now then
  return { 0, allowed_at - now, 0 }
end

-- As text without an exponent, which Lua would write on its own.
local state = string.format('%.0f', next_arrival)
redis.call('SET', KEYS[1], state, 'PX', math.ceil((next_arrival - now) / 1000))
return { 1, math.floor((now - allowed_at) / interval), next_arrival - now }
