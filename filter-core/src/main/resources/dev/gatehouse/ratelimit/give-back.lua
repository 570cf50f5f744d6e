-- Gives back what a request was charged, or what it held, as far as that has not come back by itself.
--
-- KEYS: one for each part. ARGV for each part: its layout, its cost, when it was taken, whether what is counted is given
-- back (1), and whether what is held is.
--
-- Returns {now}.

for i = 1, #KEYS do
  local cost, taken_at = tonumber(ARGV[5 * i - 3]), tonumber(ARGV[5 * i - 2])
  local counted, holding = ARGV[5 * i - 1] == '1', ARGV[5 * i] == '1'
  local state = load(KEYS[i])
  local changed = false
  for _, meter in ipairs(meters_of(ARGV[5 * i - 4])) do
    local kind, packed = kinds[meter[1]], state[meter[2]]
    if packed and not kind.is_penalty and (kind.is_held and holding or not kind.is_held and counted) then
      local words = kind.unpack(packed, 1)
      kind.refresh(meter, words, now)
      kind.give_back(meter, words, taken_at, cost)
      state[meter[2]] = kind.pack(words)
      changed = true
    end
  end
  if changed then save(KEYS[i], state, 'KEEPTTL') end
end
return {now}
