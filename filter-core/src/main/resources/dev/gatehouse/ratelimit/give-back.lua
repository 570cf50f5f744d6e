-- Gives back what requests were charged, or what they held, as far as that has not come back by itself.
--
-- KEYS: one for each part of each call. ARGV of each call: how many parts it has; then for each part its layout, its cost,
-- when it was taken, whether what is counted is given back (1), and whether what is held is.
--
-- Returns of each call: how many numbers follow, which is 1; now.

local function give_back(key, at)
  local cost, taken_at = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
  local counted, holding = ARGV[at + 3] == '1', ARGV[at + 4] == '1'
  local stored = load(key)
  local changed = false
  for _, meter in ipairs(meters_of(ARGV[at])) do
    local kind, packed = kinds[meter[1]], stored[meter[2]]
    if packed and not kind.is_penalty and (kind.is_held and holding or not kind.is_held and counted) then
      local words = kind.unpack(packed, 1)
      kind.refresh(meter, words, now)
      kind.give_back(meter, words, taken_at, cost)
      stored[meter[2]] = kind.pack(words)
      changed = true
    end
  end
  if changed then save(key, stored, 'KEEPTTL') end
end

local told = {}
local key, at = 1, 1
while at <= #ARGV do
  for i = 1, tonumber(ARGV[at]) do
    give_back(KEYS[key], at + 5 * i - 4)
    key = key + 1
  end
  at = at + 1 + 5 * tonumber(ARGV[at])
  told[#told + 1], told[#told + 2] = 1, now
end
return told
