-- Gives back what a request was charged, or what it held, as far as that has not come back by itself.
--
-- KEYS: one for each part. ARGV for each part: its layout, its cost, when it was taken, whether what is counted is given
-- back (1), and whether what is held is.
--
-- Returns {now}.

for i = 1, #KEYS do
  local layout = cjson.decode(ARGV[5 * i - 4])
  local cost, taken_at = tonumber(ARGV[5 * i - 3]), tonumber(ARGV[5 * i - 2])
  local counted, holding = ARGV[5 * i - 1] == '1', ARGV[5 * i] == '1'
  local state = load(KEYS[i])
  local changed = false
  for _, meter in ipairs(layout.meters) do
    local words = state[meter[2]]
    local kind = kinds[meter[1]]
    if words and (kind == held and holding or kind ~= held and counted) then
      kind.refresh(meter, words, now)
      kind.give_back(meter, words, taken_at, cost)
      changed = true
    end
  end
  if changed then redis.call('SET', KEYS[i], cmsgpack.pack(state), 'KEEPTTL') end
end
return {now}
