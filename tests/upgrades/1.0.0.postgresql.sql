SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;

CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

CREATE FUNCTION public.ledger_record_c70dd48c609f(p_source bigint, p_batch jsonb, p_events bigint[]) RETURNS boolean
    LANGUAGE plpgsql
    SET plan_cache_mode TO 'force_generic_plan'
    SET enable_hashjoin TO 'off'
    SET enable_mergejoin TO 'off'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE
    v_claims bigint[]; v_claimed_by bigint[]; v_used_by bigint[]; v_undone boolean;
BEGIN
PERFORM pg_advisory_xact_lock_shared(2021090, p_source::integer);
IF p_batch ? 'customer' THEN
INSERT INTO ledger_customer AS old (source_id, external_id, said, merchant_ref, name, name_folded, email, tier, enrolled_at, metadata)
SELECT p_source, new.external_id, new.said, new.merchant_ref, new.name, new.name_folded, new.email, new.tier, (new.enrolled_at AT TIME ZONE 'UTC'), new.metadata
FROM jsonb_to_recordset(p_batch->'customer') AS new(external_id text, event bigint, merchant_ref text, name text, name_folded text, email text, tier text, enrolled_at timestamp, metadata jsonb, said jsonb)
WHERE coalesce((SELECT EXISTS (SELECT 1 FROM jsonb_each_text(new.said) AS word(key, value) WHERE word.value > coalesce(old.said->>word.key, '') COLLATE "C") FROM ledger_customer AS old WHERE old.source_id = p_source AND old.external_id = new.external_id), true)
ON CONFLICT (source_id, external_id) DO UPDATE SET
    merchant_ref = CASE WHEN (excluded.said->>'merchant_ref' COLLATE "C") <= (old.said->>'merchant_ref' COLLATE "C") THEN old.merchant_ref ELSE coalesce(excluded.merchant_ref, old.merchant_ref) END,
    name = CASE WHEN (excluded.said->>'name' COLLATE "C") <= (old.said->>'name' COLLATE "C") THEN old.name ELSE coalesce(excluded.name, old.name) END,
    name_folded = CASE WHEN (excluded.said->>'name_folded' COLLATE "C") <= (old.said->>'name_folded' COLLATE "C") THEN old.name_folded ELSE coalesce(excluded.name_folded, old.name_folded) END,
    email = CASE WHEN (excluded.said->>'email' COLLATE "C") <= (old.said->>'email' COLLATE "C") THEN old.email ELSE coalesce(excluded.email, old.email) END,
    tier = CASE WHEN (excluded.said->>'tier' COLLATE "C") <= (old.said->>'tier' COLLATE "C") THEN old.tier ELSE coalesce(excluded.tier, old.tier) END,
    enrolled_at = CASE WHEN (excluded.said->>'enrolled_at' COLLATE "C") <= (old.said->>'enrolled_at' COLLATE "C") THEN old.enrolled_at ELSE coalesce(excluded.enrolled_at, old.enrolled_at) END,
    metadata = CASE WHEN (excluded.said->>'metadata' COLLATE "C") <= (old.said->>'metadata' COLLATE "C") THEN old.metadata ELSE coalesce(excluded.metadata, old.metadata) END,
    said = old.said || jsonb_strip_nulls(jsonb_build_object('merchant_ref', greatest((excluded.said->>'merchant_ref' COLLATE "C"), (old.said->>'merchant_ref' COLLATE "C")), 'name', greatest((excluded.said->>'name' COLLATE "C"), (old.said->>'name' COLLATE "C")), 'name_folded', greatest((excluded.said->>'name_folded' COLLATE "C"), (old.said->>'name_folded' COLLATE "C")), 'email', greatest((excluded.said->>'email' COLLATE "C"), (old.said->>'email' COLLATE "C")), 'tier', greatest((excluded.said->>'tier' COLLATE "C"), (old.said->>'tier' COLLATE "C")), 'enrolled_at', greatest((excluded.said->>'enrolled_at' COLLATE "C"), (old.said->>'enrolled_at' COLLATE "C")), 'metadata', greatest((excluded.said->>'metadata' COLLATE "C"), (old.said->>'metadata' COLLATE "C"))))
;
END IF;
IF p_batch ? 'campaign' THEN
INSERT INTO ledger_campaign AS old (source_id, external_id, said, name, name_folded, provider_kind)
SELECT p_source, new.external_id, new.said, new.name, new.name_folded, new.provider_kind
FROM jsonb_to_recordset(p_batch->'campaign') AS new(external_id text, event bigint, name text, name_folded text, provider_kind text, said jsonb)
WHERE coalesce((SELECT EXISTS (SELECT 1 FROM jsonb_each_text(new.said) AS word(key, value) WHERE word.value > coalesce(old.said->>word.key, '') COLLATE "C") FROM ledger_campaign AS old WHERE old.source_id = p_source AND old.external_id = new.external_id), true)
ON CONFLICT (source_id, external_id) DO UPDATE SET
    name = CASE WHEN (excluded.said->>'name' COLLATE "C") <= (old.said->>'name' COLLATE "C") THEN old.name ELSE coalesce(excluded.name, old.name) END,
    name_folded = CASE WHEN (excluded.said->>'name_folded' COLLATE "C") <= (old.said->>'name_folded' COLLATE "C") THEN old.name_folded ELSE coalesce(excluded.name_folded, old.name_folded) END,
    provider_kind = CASE WHEN (excluded.said->>'provider_kind' COLLATE "C") <= (old.said->>'provider_kind' COLLATE "C") THEN old.provider_kind ELSE coalesce(excluded.provider_kind, old.provider_kind) END,
    said = old.said || jsonb_strip_nulls(jsonb_build_object('name', greatest((excluded.said->>'name' COLLATE "C"), (old.said->>'name' COLLATE "C")), 'name_folded', greatest((excluded.said->>'name_folded' COLLATE "C"), (old.said->>'name_folded' COLLATE "C")), 'provider_kind', greatest((excluded.said->>'provider_kind' COLLATE "C"), (old.said->>'provider_kind' COLLATE "C"))))
;
END IF;
IF p_batch ? 'voucher' THEN
INSERT INTO ledger_voucher AS old (source_id, external_id, said, code, code_ending, kind, campaign_id, holder_id, points, points_balance, amount, balance, currency, discount_type, discount, active, expires_at)
SELECT p_source, new.external_id, new.said, new.code, new.code_ending, new.kind, (SELECT parent.id FROM ledger_campaign AS parent WHERE parent.source_id = p_source AND parent.external_id = new.campaign), (SELECT parent.id FROM ledger_customer AS parent WHERE parent.source_id = p_source AND parent.external_id = new.holder), new.points, new.points_balance, new.amount, new.balance, new.currency, new.discount_type, new.discount, new.active, (new.expires_at AT TIME ZONE 'UTC')
FROM jsonb_to_recordset(p_batch->'voucher') AS new(external_id text, event bigint, code text, code_ending text, kind text, campaign text, holder text, points bigint, points_balance bigint, amount numeric, balance numeric, currency text, discount_type text, discount numeric, active boolean, expires_at timestamp, said jsonb)
WHERE coalesce((SELECT EXISTS (SELECT 1 FROM jsonb_each_text(new.said) AS word(key, value) WHERE word.value > coalesce(old.said->>word.key, '') COLLATE "C") FROM ledger_voucher AS old WHERE old.source_id = p_source AND old.external_id = new.external_id), true)
ON CONFLICT (source_id, external_id) DO UPDATE SET
    code = CASE WHEN (excluded.said->>'code' COLLATE "C") <= (old.said->>'code' COLLATE "C") THEN old.code ELSE coalesce(excluded.code, old.code) END,
    code_ending = CASE WHEN (excluded.said->>'code_ending' COLLATE "C") <= (old.said->>'code_ending' COLLATE "C") THEN old.code_ending ELSE coalesce(excluded.code_ending, old.code_ending) END,
    kind = CASE WHEN (excluded.said->>'kind' COLLATE "C") <= (old.said->>'kind' COLLATE "C") THEN old.kind ELSE coalesce(excluded.kind, old.kind) END,
    campaign_id = CASE WHEN (excluded.said->>'campaign' COLLATE "C") <= (old.said->>'campaign' COLLATE "C") THEN old.campaign_id ELSE coalesce(excluded.campaign_id, old.campaign_id) END,
    holder_id = CASE WHEN (excluded.said->>'holder' COLLATE "C") <= (old.said->>'holder' COLLATE "C") THEN old.holder_id ELSE coalesce(excluded.holder_id, old.holder_id) END,
    points = CASE WHEN (excluded.said->>'points' COLLATE "C") <= (old.said->>'points' COLLATE "C") THEN old.points ELSE coalesce(excluded.points, old.points) END,
    points_balance = CASE WHEN (excluded.said->>'points_balance' COLLATE "C") <= (old.said->>'points_balance' COLLATE "C") THEN old.points_balance ELSE coalesce(excluded.points_balance, old.points_balance) END,
    amount = CASE WHEN (excluded.said->>'amount' COLLATE "C") <= (old.said->>'amount' COLLATE "C") THEN old.amount ELSE coalesce(excluded.amount, old.amount) END,
    balance = CASE WHEN (excluded.said->>'balance' COLLATE "C") <= (old.said->>'balance' COLLATE "C") THEN old.balance ELSE coalesce(excluded.balance, old.balance) END,
    currency = CASE WHEN (excluded.said->>'currency' COLLATE "C") <= (old.said->>'currency' COLLATE "C") THEN old.currency ELSE coalesce(excluded.currency, old.currency) END,
    discount_type = CASE WHEN (excluded.said->>'discount_type' COLLATE "C") <= (old.said->>'discount_type' COLLATE "C") THEN old.discount_type ELSE coalesce(excluded.discount_type, old.discount_type) END,
    discount = CASE WHEN (excluded.said->>'discount' COLLATE "C") <= (old.said->>'discount' COLLATE "C") THEN old.discount ELSE coalesce(excluded.discount, old.discount) END,
    active = CASE WHEN (excluded.said->>'active' COLLATE "C") <= (old.said->>'active' COLLATE "C") THEN old.active ELSE coalesce(excluded.active, old.active) END,
    expires_at = CASE WHEN (excluded.said->>'expires_at' COLLATE "C") <= (old.said->>'expires_at' COLLATE "C") THEN old.expires_at ELSE coalesce(excluded.expires_at, old.expires_at) END,
    said = old.said || jsonb_strip_nulls(jsonb_build_object('code', greatest((excluded.said->>'code' COLLATE "C"), (old.said->>'code' COLLATE "C")), 'code_ending', greatest((excluded.said->>'code_ending' COLLATE "C"), (old.said->>'code_ending' COLLATE "C")), 'kind', greatest((excluded.said->>'kind' COLLATE "C"), (old.said->>'kind' COLLATE "C")), 'campaign', greatest((excluded.said->>'campaign' COLLATE "C"), (old.said->>'campaign' COLLATE "C")), 'holder', greatest((excluded.said->>'holder' COLLATE "C"), (old.said->>'holder' COLLATE "C")), 'points', greatest((excluded.said->>'points' COLLATE "C"), (old.said->>'points' COLLATE "C")), 'points_balance', greatest((excluded.said->>'points_balance' COLLATE "C"), (old.said->>'points_balance' COLLATE "C")), 'amount', greatest((excluded.said->>'amount' COLLATE "C"), (old.said->>'amount' COLLATE "C")), 'balance', greatest((excluded.said->>'balance' COLLATE "C"), (old.said->>'balance' COLLATE "C")), 'currency', greatest((excluded.said->>'currency' COLLATE "C"), (old.said->>'currency' COLLATE "C")), 'discount_type', greatest((excluded.said->>'discount_type' COLLATE "C"), (old.said->>'discount_type' COLLATE "C")), 'discount', greatest((excluded.said->>'discount' COLLATE "C"), (old.said->>'discount' COLLATE "C")), 'active', greatest((excluded.said->>'active' COLLATE "C"), (old.said->>'active' COLLATE "C")), 'expires_at', greatest((excluded.said->>'expires_at' COLLATE "C"), (old.said->>'expires_at' COLLATE "C"))))
;
END IF;
IF p_batch ? 'redemption' THEN
INSERT INTO ledger_redemption AS old (source_id, external_id, said, customer_id, voucher_id, redeemed_at, points, amount, currency, order_id, tracking_id, status, provider_status, reversal_id, reversed_at, reason)
SELECT p_source, new.external_id, new.said, (SELECT parent.id FROM ledger_customer AS parent WHERE parent.source_id = p_source AND parent.external_id = new.customer), (SELECT parent.id FROM ledger_voucher AS parent WHERE parent.source_id = p_source AND parent.external_id = new.voucher), (new.redeemed_at AT TIME ZONE 'UTC'), new.points, new.amount, new.currency, new.order_id, new.tracking_id, new.status, new.provider_status, new.reversal_id, (new.reversed_at AT TIME ZONE 'UTC'), new.reason
FROM jsonb_to_recordset(p_batch->'redemption') AS new(external_id text, event bigint, customer text, voucher text, redeemed_at timestamp, points bigint, amount numeric, currency text, order_id text, tracking_id text, status text, provider_status text, reversal_id text, reversed_at timestamp, reason text, said jsonb)
WHERE true
ON CONFLICT (source_id, external_id) DO UPDATE SET
    customer_id = CASE WHEN (excluded.said->>'customer' COLLATE "C") <= (old.said->>'customer' COLLATE "C") THEN old.customer_id ELSE coalesce(excluded.customer_id, old.customer_id) END,
    voucher_id = CASE WHEN (excluded.said->>'voucher' COLLATE "C") <= (old.said->>'voucher' COLLATE "C") THEN old.voucher_id ELSE coalesce(excluded.voucher_id, old.voucher_id) END,
    redeemed_at = CASE WHEN (excluded.said->>'redeemed_at' COLLATE "C") <= (old.said->>'redeemed_at' COLLATE "C") THEN old.redeemed_at ELSE coalesce(excluded.redeemed_at, old.redeemed_at) END,
    points = CASE WHEN (excluded.said->>'points' COLLATE "C") <= (old.said->>'points' COLLATE "C") THEN old.points ELSE coalesce(excluded.points, old.points) END,
    amount = CASE WHEN (excluded.said->>'amount' COLLATE "C") <= (old.said->>'amount' COLLATE "C") THEN old.amount ELSE coalesce(excluded.amount, old.amount) END,
    currency = CASE WHEN (excluded.said->>'currency' COLLATE "C") <= (old.said->>'currency' COLLATE "C") THEN old.currency ELSE coalesce(excluded.currency, old.currency) END,
    order_id = CASE WHEN (excluded.said->>'order_id' COLLATE "C") <= (old.said->>'order_id' COLLATE "C") THEN old.order_id ELSE coalesce(excluded.order_id, old.order_id) END,
    tracking_id = CASE WHEN (excluded.said->>'tracking_id' COLLATE "C") <= (old.said->>'tracking_id' COLLATE "C") THEN old.tracking_id ELSE coalesce(excluded.tracking_id, old.tracking_id) END,
    status = CASE WHEN (excluded.said->>'status' COLLATE "C") <= (old.said->>'status' COLLATE "C") THEN old.status ELSE coalesce(excluded.status, old.status) END,
    provider_status = CASE WHEN (excluded.said->>'provider_status' COLLATE "C") <= (old.said->>'provider_status' COLLATE "C") THEN old.provider_status ELSE coalesce(excluded.provider_status, old.provider_status) END,
    reversal_id = CASE WHEN (excluded.said->>'reversal_id' COLLATE "C") <= (old.said->>'reversal_id' COLLATE "C") THEN old.reversal_id ELSE coalesce(excluded.reversal_id, old.reversal_id) END,
    reversed_at = CASE WHEN (excluded.said->>'reversed_at' COLLATE "C") <= (old.said->>'reversed_at' COLLATE "C") THEN old.reversed_at ELSE coalesce(excluded.reversed_at, old.reversed_at) END,
    reason = CASE WHEN (excluded.said->>'reason' COLLATE "C") <= (old.said->>'reason' COLLATE "C") THEN old.reason ELSE coalesce(excluded.reason, old.reason) END,
    said = old.said || jsonb_strip_nulls(jsonb_build_object('customer', greatest((excluded.said->>'customer' COLLATE "C"), (old.said->>'customer' COLLATE "C")), 'voucher', greatest((excluded.said->>'voucher' COLLATE "C"), (old.said->>'voucher' COLLATE "C")), 'redeemed_at', greatest((excluded.said->>'redeemed_at' COLLATE "C"), (old.said->>'redeemed_at' COLLATE "C")), 'points', greatest((excluded.said->>'points' COLLATE "C"), (old.said->>'points' COLLATE "C")), 'amount', greatest((excluded.said->>'amount' COLLATE "C"), (old.said->>'amount' COLLATE "C")), 'currency', greatest((excluded.said->>'currency' COLLATE "C"), (old.said->>'currency' COLLATE "C")), 'order_id', greatest((excluded.said->>'order_id' COLLATE "C"), (old.said->>'order_id' COLLATE "C")), 'tracking_id', greatest((excluded.said->>'tracking_id' COLLATE "C"), (old.said->>'tracking_id' COLLATE "C")), 'status', greatest((excluded.said->>'status' COLLATE "C"), (old.said->>'status' COLLATE "C")), 'provider_status', greatest((excluded.said->>'provider_status' COLLATE "C"), (old.said->>'provider_status' COLLATE "C")), 'reversal_id', greatest((excluded.said->>'reversal_id' COLLATE "C"), (old.said->>'reversal_id' COLLATE "C")), 'reversed_at', greatest((excluded.said->>'reversed_at' COLLATE "C"), (old.said->>'reversed_at' COLLATE "C")), 'reason', greatest((excluded.said->>'reason' COLLATE "C"), (old.said->>'reason' COLLATE "C"))))
WHERE EXISTS (SELECT 1 FROM jsonb_each_text(excluded.said) AS word(key, value) WHERE word.value > coalesce(old.said->>word.key, '') COLLATE "C");
END IF;
IF p_batch ? 'claimedreward' THEN
INSERT INTO ledger_claimedreward AS old (source_id, external_id, said, customer_id, holder_id, redemption_id, loyalty_card_id, granted_voucher_id, campaign_id, title, kind, provider_id, provider_kind, reward_id, assignment_id, product_id, product_ref, product_name, sku, points, value, currency, discount_type, discount, order_id, order_ref, order_amount, tracking_id, earned_by, metadata, status, provider_status, claimed_at, claimed_at_precision, reversed_at, reason)
SELECT p_source, new.external_id, new.said, (SELECT parent.id FROM ledger_customer AS parent WHERE parent.source_id = p_source AND parent.external_id = new.customer), (SELECT parent.id FROM ledger_customer AS parent WHERE parent.source_id = p_source AND parent.external_id = new.holder), (SELECT parent.id FROM ledger_redemption AS parent WHERE parent.source_id = p_source AND parent.external_id = new.redemption), (SELECT parent.id FROM ledger_voucher AS parent WHERE parent.source_id = p_source AND parent.external_id = new.loyalty_card), (SELECT parent.id FROM ledger_voucher AS parent WHERE parent.source_id = p_source AND parent.external_id = new.granted_voucher), (SELECT parent.id FROM ledger_campaign AS parent WHERE parent.source_id = p_source AND parent.external_id = new.campaign), new.title, new.kind, new.provider_id, new.provider_kind, new.reward_id, new.assignment_id, new.product_id, new.product_ref, new.product_name, new.sku, new.points, new.value, new.currency, new.discount_type, new.discount, new.order_id, new.order_ref, new.order_amount, new.tracking_id, new.earned_by, new.metadata, new.status, new.provider_status, (new.claimed_at AT TIME ZONE 'UTC'), new.claimed_at_precision, (new.reversed_at AT TIME ZONE 'UTC'), new.reason
FROM jsonb_to_recordset(p_batch->'claimedreward') AS new(external_id text, event bigint, customer text, holder text, redemption text, loyalty_card text, granted_voucher text, campaign text, title text, kind text, provider_id text, provider_kind text, reward_id text, assignment_id text, product_id text, product_ref text, product_name text, sku text, points bigint, value numeric, currency text, discount_type text, discount numeric, order_id text, order_ref text, order_amount numeric, tracking_id text, earned_by text, metadata jsonb, status text, provider_status text, claimed_at timestamp, claimed_at_precision text, reversed_at timestamp, reason text, said jsonb)
WHERE coalesce((SELECT EXISTS (SELECT 1 FROM jsonb_each_text(new.said) AS word(key, value) WHERE word.value > coalesce(old.said->>word.key, '') COLLATE "C") FROM ledger_claimedreward AS old WHERE old.source_id = p_source AND old.external_id = new.external_id), true)
ON CONFLICT (source_id, external_id) DO UPDATE SET
    customer_id = CASE WHEN (excluded.said->>'customer' COLLATE "C") <= (old.said->>'customer' COLLATE "C") THEN old.customer_id ELSE coalesce(excluded.customer_id, old.customer_id) END,
    holder_id = CASE WHEN (excluded.said->>'holder' COLLATE "C") <= (old.said->>'holder' COLLATE "C") THEN old.holder_id ELSE coalesce(excluded.holder_id, old.holder_id) END,
    redemption_id = CASE WHEN (excluded.said->>'redemption' COLLATE "C") <= (old.said->>'redemption' COLLATE "C") THEN old.redemption_id ELSE coalesce(excluded.redemption_id, old.redemption_id) END,
    loyalty_card_id = CASE WHEN (excluded.said->>'loyalty_card' COLLATE "C") <= (old.said->>'loyalty_card' COLLATE "C") THEN old.loyalty_card_id ELSE coalesce(excluded.loyalty_card_id, old.loyalty_card_id) END,
    granted_voucher_id = CASE WHEN (excluded.said->>'granted_voucher' COLLATE "C") <= (old.said->>'granted_voucher' COLLATE "C") THEN old.granted_voucher_id ELSE coalesce(excluded.granted_voucher_id, old.granted_voucher_id) END,
    campaign_id = CASE WHEN (excluded.said->>'campaign' COLLATE "C") <= (old.said->>'campaign' COLLATE "C") THEN old.campaign_id ELSE coalesce(excluded.campaign_id, old.campaign_id) END,
    title = CASE WHEN (excluded.said->>'title' COLLATE "C") <= (old.said->>'title' COLLATE "C") THEN old.title ELSE coalesce(excluded.title, old.title) END,
    kind = CASE WHEN (excluded.said->>'kind' COLLATE "C") <= (old.said->>'kind' COLLATE "C") THEN old.kind ELSE coalesce(excluded.kind, old.kind) END,
    provider_id = CASE WHEN (excluded.said->>'provider_id' COLLATE "C") <= (old.said->>'provider_id' COLLATE "C") THEN old.provider_id ELSE coalesce(excluded.provider_id, old.provider_id) END,
    provider_kind = CASE WHEN (excluded.said->>'provider_kind' COLLATE "C") <= (old.said->>'provider_kind' COLLATE "C") THEN old.provider_kind ELSE coalesce(excluded.provider_kind, old.provider_kind) END,
    reward_id = CASE WHEN (excluded.said->>'reward_id' COLLATE "C") <= (old.said->>'reward_id' COLLATE "C") THEN old.reward_id ELSE coalesce(excluded.reward_id, old.reward_id) END,
    assignment_id = CASE WHEN (excluded.said->>'assignment_id' COLLATE "C") <= (old.said->>'assignment_id' COLLATE "C") THEN old.assignment_id ELSE coalesce(excluded.assignment_id, old.assignment_id) END,
    product_id = CASE WHEN (excluded.said->>'product_id' COLLATE "C") <= (old.said->>'product_id' COLLATE "C") THEN old.product_id ELSE coalesce(excluded.product_id, old.product_id) END,
    product_ref = CASE WHEN (excluded.said->>'product_ref' COLLATE "C") <= (old.said->>'product_ref' COLLATE "C") THEN old.product_ref ELSE coalesce(excluded.product_ref, old.product_ref) END,
    product_name = CASE WHEN (excluded.said->>'product_name' COLLATE "C") <= (old.said->>'product_name' COLLATE "C") THEN old.product_name ELSE coalesce(excluded.product_name, old.product_name) END,
    sku = CASE WHEN (excluded.said->>'sku' COLLATE "C") <= (old.said->>'sku' COLLATE "C") THEN old.sku ELSE coalesce(excluded.sku, old.sku) END,
    points = CASE WHEN (excluded.said->>'points' COLLATE "C") <= (old.said->>'points' COLLATE "C") THEN old.points ELSE coalesce(excluded.points, old.points) END,
    value = CASE WHEN (excluded.said->>'value' COLLATE "C") <= (old.said->>'value' COLLATE "C") THEN old.value ELSE coalesce(excluded.value, old.value) END,
    currency = CASE WHEN (excluded.said->>'currency' COLLATE "C") <= (old.said->>'currency' COLLATE "C") THEN old.currency ELSE coalesce(excluded.currency, old.currency) END,
    discount_type = CASE WHEN (excluded.said->>'discount_type' COLLATE "C") <= (old.said->>'discount_type' COLLATE "C") THEN old.discount_type ELSE coalesce(excluded.discount_type, old.discount_type) END,
    discount = CASE WHEN (excluded.said->>'discount' COLLATE "C") <= (old.said->>'discount' COLLATE "C") THEN old.discount ELSE coalesce(excluded.discount, old.discount) END,
    order_id = CASE WHEN (excluded.said->>'order_id' COLLATE "C") <= (old.said->>'order_id' COLLATE "C") THEN old.order_id ELSE coalesce(excluded.order_id, old.order_id) END,
    order_ref = CASE WHEN (excluded.said->>'order_ref' COLLATE "C") <= (old.said->>'order_ref' COLLATE "C") THEN old.order_ref ELSE coalesce(excluded.order_ref, old.order_ref) END,
    order_amount = CASE WHEN (excluded.said->>'order_amount' COLLATE "C") <= (old.said->>'order_amount' COLLATE "C") THEN old.order_amount ELSE coalesce(excluded.order_amount, old.order_amount) END,
    tracking_id = CASE WHEN (excluded.said->>'tracking_id' COLLATE "C") <= (old.said->>'tracking_id' COLLATE "C") THEN old.tracking_id ELSE coalesce(excluded.tracking_id, old.tracking_id) END,
    earned_by = CASE WHEN (excluded.said->>'earned_by' COLLATE "C") <= (old.said->>'earned_by' COLLATE "C") THEN old.earned_by ELSE coalesce(excluded.earned_by, old.earned_by) END,
    metadata = CASE WHEN (excluded.said->>'metadata' COLLATE "C") <= (old.said->>'metadata' COLLATE "C") THEN old.metadata ELSE coalesce(excluded.metadata, old.metadata) END,
    status = CASE WHEN (excluded.said->>'status' COLLATE "C") <= (old.said->>'status' COLLATE "C") THEN old.status ELSE coalesce(excluded.status, old.status) END,
    provider_status = CASE WHEN (excluded.said->>'provider_status' COLLATE "C") <= (old.said->>'provider_status' COLLATE "C") THEN old.provider_status ELSE coalesce(excluded.provider_status, old.provider_status) END,
    claimed_at = CASE WHEN (excluded.said->>'claimed_at' COLLATE "C") <= (old.said->>'claimed_at' COLLATE "C") THEN old.claimed_at ELSE coalesce(excluded.claimed_at, old.claimed_at) END,
    claimed_at_precision = CASE WHEN (excluded.said->>'claimed_at_precision' COLLATE "C") <= (old.said->>'claimed_at_precision' COLLATE "C") THEN old.claimed_at_precision ELSE coalesce(excluded.claimed_at_precision, old.claimed_at_precision) END,
    reversed_at = CASE WHEN (excluded.said->>'reversed_at' COLLATE "C") <= (old.said->>'reversed_at' COLLATE "C") THEN old.reversed_at ELSE coalesce(excluded.reversed_at, old.reversed_at) END,
    reason = CASE WHEN (excluded.said->>'reason' COLLATE "C") <= (old.said->>'reason' COLLATE "C") THEN old.reason ELSE coalesce(excluded.reason, old.reason) END,
    said = old.said || jsonb_strip_nulls(jsonb_build_object('customer', greatest((excluded.said->>'customer' COLLATE "C"), (old.said->>'customer' COLLATE "C")), 'holder', greatest((excluded.said->>'holder' COLLATE "C"), (old.said->>'holder' COLLATE "C")), 'redemption', greatest((excluded.said->>'redemption' COLLATE "C"), (old.said->>'redemption' COLLATE "C")), 'loyalty_card', greatest((excluded.said->>'loyalty_card' COLLATE "C"), (old.said->>'loyalty_card' COLLATE "C")), 'granted_voucher', greatest((excluded.said->>'granted_voucher' COLLATE "C"), (old.said->>'granted_voucher' COLLATE "C")), 'campaign', greatest((excluded.said->>'campaign' COLLATE "C"), (old.said->>'campaign' COLLATE "C")), 'title', greatest((excluded.said->>'title' COLLATE "C"), (old.said->>'title' COLLATE "C")), 'kind', greatest((excluded.said->>'kind' COLLATE "C"), (old.said->>'kind' COLLATE "C")), 'provider_id', greatest((excluded.said->>'provider_id' COLLATE "C"), (old.said->>'provider_id' COLLATE "C")), 'provider_kind', greatest((excluded.said->>'provider_kind' COLLATE "C"), (old.said->>'provider_kind' COLLATE "C")), 'reward_id', greatest((excluded.said->>'reward_id' COLLATE "C"), (old.said->>'reward_id' COLLATE "C")), 'assignment_id', greatest((excluded.said->>'assignment_id' COLLATE "C"), (old.said->>'assignment_id' COLLATE "C")), 'product_id', greatest((excluded.said->>'product_id' COLLATE "C"), (old.said->>'product_id' COLLATE "C")), 'product_ref', greatest((excluded.said->>'product_ref' COLLATE "C"), (old.said->>'product_ref' COLLATE "C")), 'product_name', greatest((excluded.said->>'product_name' COLLATE "C"), (old.said->>'product_name' COLLATE "C")), 'sku', greatest((excluded.said->>'sku' COLLATE "C"), (old.said->>'sku' COLLATE "C")), 'points', greatest((excluded.said->>'points' COLLATE "C"), (old.said->>'points' COLLATE "C")), 'value', greatest((excluded.said->>'value' COLLATE "C"), (old.said->>'value' COLLATE "C")), 'currency', greatest((excluded.said->>'currency' COLLATE "C"), (old.said->>'currency' COLLATE "C")), 'discount_type', greatest((excluded.said->>'discount_type' COLLATE "C"), (old.said->>'discount_type' COLLATE "C")), 'discount', greatest((excluded.said->>'discount' COLLATE "C"), (old.said->>'discount' COLLATE "C")), 'order_id', greatest((excluded.said->>'order_id' COLLATE "C"), (old.said->>'order_id' COLLATE "C")), 'order_ref', greatest((excluded.said->>'order_ref' COLLATE "C"), (old.said->>'order_ref' COLLATE "C")), 'order_amount', greatest((excluded.said->>'order_amount' COLLATE "C"), (old.said->>'order_amount' COLLATE "C")), 'tracking_id', greatest((excluded.said->>'tracking_id' COLLATE "C"), (old.said->>'tracking_id' COLLATE "C")), 'earned_by', greatest((excluded.said->>'earned_by' COLLATE "C"), (old.said->>'earned_by' COLLATE "C")), 'metadata', greatest((excluded.said->>'metadata' COLLATE "C"), (old.said->>'metadata' COLLATE "C")), 'status', greatest((excluded.said->>'status' COLLATE "C"), (old.said->>'status' COLLATE "C")), 'provider_status', greatest((excluded.said->>'provider_status' COLLATE "C"), (old.said->>'provider_status' COLLATE "C")), 'claimed_at', greatest((excluded.said->>'claimed_at' COLLATE "C"), (old.said->>'claimed_at' COLLATE "C")), 'claimed_at_precision', greatest((excluded.said->>'claimed_at_precision' COLLATE "C"), (old.said->>'claimed_at_precision' COLLATE "C")), 'reversed_at', greatest((excluded.said->>'reversed_at' COLLATE "C"), (old.said->>'reversed_at' COLLATE "C")), 'reason', greatest((excluded.said->>'reason' COLLATE "C"), (old.said->>'reason' COLLATE "C"))))
;
END IF;
IF p_batch ? 'movement' THEN
INSERT INTO ledger_movement (source_id, external_id, digest, voucher_id, customer_id, redemption_id, kind, provider_kind, points, amount, currency, points_balance, balance, occurred_at, reason, recorded_at, event_id)
SELECT p_source, new.external_id, new.digest, (SELECT parent.id FROM ledger_voucher AS parent WHERE parent.source_id = p_source AND parent.external_id = new.voucher), (SELECT parent.id FROM ledger_customer AS parent WHERE parent.source_id = p_source AND parent.external_id = new.customer), (SELECT parent.id FROM ledger_redemption AS parent WHERE parent.source_id = p_source AND parent.external_id = new.redemption), new.kind, new.provider_kind, new.points, new.amount, new.currency, new.points_balance, new.balance, (new.occurred_at AT TIME ZONE 'UTC'), new.reason, clock_timestamp(), p_events[new.event]
FROM jsonb_to_recordset(p_batch->'movement') AS new(external_id text, event bigint, digest text, voucher text, customer text, redemption text, kind text, provider_kind text, points bigint, amount numeric, currency text, points_balance bigint, balance numeric, occurred_at timestamp, reason text, said jsonb)
WHERE true
ON CONFLICT DO NOTHING;
END IF;
IF p_batch ? 'reading' THEN
INSERT INTO ledger_reading (source_id, customer_id, voucher_id, counter, stated_at, number, currency, recorded_at, event_id)
SELECT p_source, (SELECT parent.id FROM ledger_customer AS parent WHERE parent.source_id = p_source AND parent.external_id = new.customer), (SELECT parent.id FROM ledger_voucher AS parent WHERE parent.source_id = p_source AND parent.external_id = new.voucher), new.counter, (new.stated_at AT TIME ZONE 'UTC'), new.number, new.currency, clock_timestamp(), p_events[new.event]
FROM jsonb_to_recordset(p_batch->'reading') AS new(external_id text, event bigint, customer text, voucher text, counter text, stated_at timestamp, number numeric, currency text, said jsonb)
WHERE true
ON CONFLICT DO NOTHING;
END IF;
IF p_batch ? 'redemption' OR p_batch ? 'claimedreward' THEN
SELECT array_agg(id), array_agg(claimed_by), array_agg(used_by), bool_or(undone)
INTO v_claims, v_claimed_by, v_used_by, v_undone FROM (SELECT id, max(claimed_by) AS claimed_by, max(used_by) AS used_by,
    max(paid_by) = 'reversed' AS undone
FROM (
    SELECT claim.id, p_events[new.event] AS claimed_by, CAST(NULL AS bigint) AS used_by, (SELECT paid.status FROM ledger_redemption AS paid WHERE paid.id = claim.redemption_id) AS paid_by
    FROM jsonb_to_recordset(p_batch->'claimedreward') AS new(external_id text, event bigint) JOIN LATERAL (SELECT * FROM ledger_claimedreward AS claim WHERE claim.source_id = p_source AND claim.external_id = new.external_id OFFSET 0) AS claim ON true
    UNION ALL
    SELECT claim.id, NULL, p_events[new.event], paid.status
    FROM jsonb_to_recordset(p_batch->'redemption') AS new(external_id text, event bigint) JOIN LATERAL (SELECT * FROM ledger_redemption AS paid WHERE paid.source_id = p_source AND paid.external_id = new.external_id OFFSET 0) AS paid ON true JOIN LATERAL (SELECT * FROM ledger_claimedreward AS claim WHERE claim.redemption_id = paid.id OFFSET 0) AS claim ON true
) AS touch
GROUP BY id) AS touched;
IF v_undone THEN
INSERT INTO ledger_claimedreward AS old (source_id, external_id, claimed_at, claimed_at_precision, said, status, reversed_at, reason)
SELECT claim.source_id, claim.external_id, claim.claimed_at, claim.claimed_at_precision, paid.said, paid.status, paid.reversed_at, paid.reason
FROM unnest(v_claims, v_claimed_by, v_used_by) AS touched(id, claimed_by, used_by) JOIN LATERAL (SELECT * FROM ledger_claimedreward AS claim WHERE claim.id = touched.id OFFSET 0) AS claim ON true JOIN LATERAL (SELECT * FROM ledger_redemption AS paid WHERE paid.id = claim.redemption_id OFFSET 0) AS paid ON true
WHERE paid.status = 'reversed' AND EXISTS (SELECT 1 FROM jsonb_each_text(paid.said) AS word(key, value) WHERE word.value > coalesce(claim.said->>word.key, '') COLLATE "C" AND word.key IN ('status', 'reversed_at', 'reason'))
ORDER BY claim.external_id
ON CONFLICT (source_id, external_id) DO UPDATE SET
    status = CASE WHEN (excluded.said->>'status' COLLATE "C") <= (old.said->>'status' COLLATE "C") THEN old.status ELSE coalesce(excluded.status, old.status) END,
    reversed_at = CASE WHEN (excluded.said->>'reversed_at' COLLATE "C") <= (old.said->>'reversed_at' COLLATE "C") THEN old.reversed_at ELSE coalesce(excluded.reversed_at, old.reversed_at) END,
    reason = CASE WHEN (excluded.said->>'reason' COLLATE "C") <= (old.said->>'reason' COLLATE "C") THEN old.reason ELSE coalesce(excluded.reason, old.reason) END,
    said = old.said || jsonb_strip_nulls(jsonb_build_object('status', greatest((excluded.said->>'status' COLLATE "C"), (old.said->>'status' COLLATE "C")), 'reversed_at', greatest((excluded.said->>'reversed_at' COLLATE "C"), (old.said->>'reversed_at' COLLATE "C")), 'reason', greatest((excluded.said->>'reason' COLLATE "C"), (old.said->>'reason' COLLATE "C"))));
END IF;
IF v_claims IS NOT NULL THEN
INSERT INTO ledger_ledgerentry
    (source_id, claim_id, side, ordinal, quantity, points, value, currency, campaign_id, customer_id, kind, title, occurred_at, recorded_at, event_id)
WITH due AS (
    SELECT claim.source_id, claim.id AS claim_id, side.side, side.sign,
        CASE side.sign WHEN 1 THEN coalesce(touched.claimed_by, touched.used_by)
            ELSE coalesce(touched.used_by, touched.claimed_by) END AS event_id,
        CASE side.sign WHEN 1 THEN claim.status <> 'annulled'
            ELSE claim.status = 'reversed' END AS stands,
        side.sign * claim.points AS points,
        side.sign * claim.value AS value,
        CASE WHEN claim.value IS NOT NULL THEN claim.currency END AS currency,
        claim.campaign_id, claim.customer_id, claim.kind, claim.title,
        CASE side.sign WHEN 1 THEN claim.claimed_at ELSE coalesce(claim.reversed_at, claim.claimed_at) END
            AS occurred_at
    FROM unnest(v_claims, v_claimed_by, v_used_by) AS touched(id, claimed_by, used_by) JOIN LATERAL (SELECT * FROM ledger_claimedreward AS claim WHERE claim.id = touched.id OFFSET 0) AS claim ON true
    CROSS JOIN (
        SELECT 'claimed' AS side, 1 AS sign UNION ALL SELECT 'reversed', -1
    ) AS side
), compared AS (
    SELECT due.*, latest.points AS was_points, latest.value AS was_value, latest.currency AS was_currency, latest.campaign_id AS was_campaign_id, latest.customer_id AS was_customer_id, latest.kind AS was_kind, latest.title AS was_title, latest.occurred_at AS was_occurred_at, coalesce(latest.ordinal, 0) AS ordinal,
        coalesce(latest.quantity = due.sign, false) AS is_posted,
        coalesce(latest.quantity = due.sign, false) AND (NOT due.stands OR due.points IS DISTINCT FROM latest.points OR due.value IS DISTINCT FROM latest.value OR due.currency IS DISTINCT FROM latest.currency OR due.campaign_id IS DISTINCT FROM latest.campaign_id OR due.customer_id IS DISTINCT FROM latest.customer_id OR due.kind IS DISTINCT FROM latest.kind OR due.title IS DISTINCT FROM latest.title OR due.occurred_at IS DISTINCT FROM latest.occurred_at) AS is_wrong
    FROM due LEFT JOIN LATERAL (SELECT * FROM ledger_ledgerentry AS latest WHERE latest.claim_id = due.claim_id AND latest.side = due.side AND latest.ordinal = (SELECT max(ordinal) FROM ledger_ledgerentry AS entry WHERE entry.claim_id = due.claim_id AND entry.side = due.side) OFFSET 0) AS latest ON true
), moment AS (
    SELECT greatest(clock_timestamp(), (SELECT floor FROM ledger_rollupzone WHERE name = 'UTC' AND source = 0) + interval '1 microsecond') AS recorded_at
)
SELECT source_id, claim_id, side, ordinal + 1, -sign, -was_points, -was_value, was_currency, was_campaign_id, was_customer_id, was_kind, was_title, was_occurred_at, recorded_at, event_id
FROM compared CROSS JOIN moment
WHERE is_wrong
UNION ALL
SELECT source_id, claim_id, side, ordinal + CASE WHEN is_wrong THEN 2 ELSE 1 END, sign, points, value, currency, campaign_id, customer_id, kind, title, occurred_at,
    recorded_at, event_id
FROM compared CROSS JOIN moment
WHERE stands AND (is_wrong OR NOT is_posted);
END IF;
END IF;
RETURN true;
END $$;

CREATE FUNCTION public.ledger_refuse() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    RAISE EXCEPTION 'rows of % are never changed or deleted', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE TABLE public.auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);

ALTER TABLE public.auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);

ALTER TABLE public.auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_user (
    id integer NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    first_name character varying(150) NOT NULL,
    last_name character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL
);

CREATE TABLE public.auth_user_groups (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    group_id integer NOT NULL
);

ALTER TABLE public.auth_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

ALTER TABLE public.auth_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.auth_user_user_permissions (
    id bigint NOT NULL,
    user_id integer NOT NULL,
    permission_id integer NOT NULL
);

ALTER TABLE public.auth_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.auth_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.axes_accessattempt (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    get_data text NOT NULL,
    post_data text NOT NULL,
    failures_since_start integer NOT NULL,
    CONSTRAINT axes_accessattempt_failures_since_start_check CHECK ((failures_since_start >= 0))
);

ALTER TABLE public.axes_accessattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accessattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.axes_accessattemptexpiration (
    access_attempt_id integer NOT NULL,
    expires_at timestamp with time zone NOT NULL
);

CREATE TABLE public.axes_accessfailurelog (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    locked_out boolean NOT NULL
);

ALTER TABLE public.axes_accessfailurelog ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accessfailurelog_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.axes_accesslog (
    id integer NOT NULL,
    user_agent character varying(255) NOT NULL,
    ip_address inet,
    username character varying(255),
    http_accept character varying(1025) NOT NULL,
    path_info character varying(255) NOT NULL,
    attempt_time timestamp with time zone NOT NULL,
    logout_time timestamp with time zone,
    session_hash character varying(64) NOT NULL
);

ALTER TABLE public.axes_accesslog ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.axes_accesslog_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id integer NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);

ALTER TABLE public.django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);

ALTER TABLE public.django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);

ALTER TABLE public.django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);

CREATE TABLE public.ledger_accesslogentry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    act character varying(20) NOT NULL,
    model character varying(50) NOT NULL,
    "row" bigint,
    field character varying(50) NOT NULL,
    reason character varying(1000) NOT NULL,
    digest character varying(64) NOT NULL,
    details jsonb NOT NULL,
    address inet,
    user_id integer,
    CONSTRAINT ledger_accesslogentry_act_is_known CHECK (((act)::text = ANY ((ARRAY['reveal'::character varying, 'export'::character varying, 'decision'::character varying, 'reread'::character varying, 'admission'::character varying, 'secret_added'::character varying, 'secret_retired'::character varying, 'token_made'::character varying, 'token_revoked'::character varying, 'alarm_acknowledged'::character varying, 'sign_in'::character varying, 'sign_in_failed'::character varying, 'search'::character varying])::text[]))),
    CONSTRAINT ledger_accesslogentry_says_why CHECK ((NOT (((act)::text = 'reveal'::text) AND ((reason)::text = ''::text))))
);

ALTER TABLE public.ledger_accesslogentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_accesslogentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_alarm (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    since timestamp with time zone NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    closed_at timestamp with time zone,
    said character varying(255) NOT NULL,
    acknowledged_at timestamp with time zone,
    acknowledged_by_id integer,
    source_id bigint NOT NULL,
    CONSTRAINT ledger_alarm_is_acknowledged_by_somebody CHECK ((((acknowledged_at IS NULL) AND (acknowledged_by_id IS NULL)) OR ((acknowledged_at IS NOT NULL) AND (acknowledged_by_id IS NOT NULL)))),
    CONSTRAINT ledger_alarm_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['silent'::character varying, 'refused'::character varying, 'limit'::character varying, 'failing'::character varying, 'failed_old'::character varying, 'held_old'::character varying])::text[])))
);

ALTER TABLE public.ledger_alarm ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_alarm_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_alarmnotice (
    id bigint NOT NULL,
    channel character varying(20) NOT NULL,
    word character varying(20) NOT NULL,
    number integer NOT NULL,
    due_at timestamp with time zone NOT NULL,
    taken_at timestamp with time zone,
    sent_at timestamp with time zone,
    given_up_at timestamp with time zone,
    alarm_id bigint NOT NULL,
    CONSTRAINT ledger_alarmnotice_channel_is_known CHECK (((channel)::text = ANY ((ARRAY['mail'::character varying, 'webhook'::character varying])::text[]))),
    CONSTRAINT ledger_alarmnotice_number_check CHECK ((number >= 0)),
    CONSTRAINT ledger_alarmnotice_word_is_known CHECK (((word)::text = ANY ((ARRAY['opened'::character varying, 'reminder'::character varying, 'closed'::character varying])::text[])))
);

ALTER TABLE public.ledger_alarmnotice ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_alarmnotice_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_apitoken (
    id bigint NOT NULL,
    token_key character varying(25) NOT NULL,
    created timestamp with time zone NOT NULL,
    digest character varying(128) NOT NULL,
    expiry timestamp with time zone NOT NULL,
    name character varying(80) NOT NULL,
    last_used timestamp with time zone,
    revoked_at timestamp with time zone,
    made_by_id integer NOT NULL,
    user_id integer NOT NULL,
    CONSTRAINT ledger_apitoken_has_a_name CHECK ((NOT ((name)::text = ''::text)))
);

ALTER TABLE public.ledger_apitoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_apitoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_arrivalhour (
    id bigint NOT NULL,
    hour timestamp with time zone NOT NULL,
    events integer NOT NULL,
    failed integer NOT NULL,
    minutes smallint NOT NULL,
    first timestamp with time zone,
    last timestamp with time zone,
    source_id bigint NOT NULL,
    CONSTRAINT ledger_arrivalhour_events_check CHECK ((events >= 0)),
    CONSTRAINT ledger_arrivalhour_failed_check CHECK ((failed >= 0)),
    CONSTRAINT ledger_arrivalhour_minutes_check CHECK ((minutes >= 0))
);

ALTER TABLE public.ledger_arrivalhour ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_arrivalhour_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_balance (
    id bigint NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    held character varying(20) NOT NULL,
    currency character varying(3),
    months integer,
    vouchers bigint NOT NULL,
    unknown bigint NOT NULL,
    points bigint,
    ten_thousandths bigint,
    source_id bigint NOT NULL,
    CONSTRAINT ledger_balance_held_is_known CHECK (((held)::text = ANY ((ARRAY['points'::character varying, 'money'::character varying, 'unused'::character varying])::text[])))
);

ALTER TABLE public.ledger_balance ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_balance_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_campaign (
    id bigint NOT NULL,
    external_id character varying(255) NOT NULL,
    said jsonb NOT NULL,
    name character varying(255),
    name_folded character varying(255),
    provider_kind character varying(255),
    source_id bigint NOT NULL
);

ALTER TABLE public.ledger_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_claimedreward (
    id bigint NOT NULL,
    external_id character varying(255) NOT NULL,
    said jsonb NOT NULL,
    title character varying(255),
    kind character varying(20),
    provider_id character varying(255),
    provider_kind character varying(255),
    reward_id character varying(255),
    assignment_id character varying(255),
    product_id character varying(255),
    product_ref character varying(255),
    product_name character varying(255),
    sku character varying(255),
    points bigint,
    value numeric(15,4),
    currency character varying(3),
    discount_type character varying(20),
    discount numeric(15,4),
    order_id character varying(255),
    order_ref character varying(255),
    order_amount numeric(15,4),
    tracking_id character varying(255),
    earned_by character varying(255),
    metadata jsonb,
    status character varying(20) NOT NULL,
    provider_status character varying(255),
    claimed_at timestamp with time zone NOT NULL,
    claimed_at_precision character varying(20) NOT NULL,
    reversed_at timestamp with time zone,
    reason character varying(255),
    campaign_id bigint,
    customer_id bigint,
    holder_id bigint,
    redemption_id bigint,
    source_id bigint NOT NULL,
    granted_voucher_id bigint,
    loyalty_card_id bigint,
    CONSTRAINT ledger_claimedreward_claimed_at_precision_is_known CHECK (((claimed_at_precision)::text = ANY ((ARRAY['exact'::character varying, 'reported'::character varying, 'received'::character varying])::text[]))),
    CONSTRAINT ledger_claimedreward_discount_type_is_known CHECK (((discount_type)::text = ANY ((ARRAY['flat'::character varying, 'percentage'::character varying, 'unit'::character varying, 'fixed_price'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT ledger_claimedreward_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['discount'::character varying, 'gift_card'::character varying, 'product'::character varying, 'credit'::character varying, 'points'::character varying, 'free_shipping'::character varying, 'custom'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT ledger_claimedreward_status_is_known CHECK (((status)::text = ANY ((ARRAY['annulled'::character varying, 'claimed'::character varying, 'fulfilled'::character varying, 'reversed'::character varying])::text[])))
);

ALTER TABLE public.ledger_claimedreward ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_claimedreward_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_customer (
    id bigint NOT NULL,
    external_id character varying(255) NOT NULL,
    said jsonb NOT NULL,
    merchant_ref character varying(255),
    name character varying(255),
    name_folded character varying(255),
    email character varying(255),
    tier character varying(255),
    enrolled_at timestamp with time zone,
    metadata jsonb,
    source_id bigint NOT NULL
);

ALTER TABLE public.ledger_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_decision (
    id bigint NOT NULL,
    uuid uuid NOT NULL,
    verdict character varying(20) NOT NULL,
    reason character varying(1000) NOT NULL,
    decided_at timestamp with time zone NOT NULL,
    author_id integer NOT NULL,
    claim_id bigint,
    event_id bigint,
    CONSTRAINT ledger_decision_has_a_reason CHECK ((NOT ((reason)::text = ''::text))),
    CONSTRAINT ledger_decision_is_on_one_thing CHECK ((((claim_id IS NULL) AND (event_id IS NOT NULL) AND ((verdict)::text = ANY ((ARRAY['a_retry'::character varying, 'a_second_claim'::character varying])::text[]))) OR ((claim_id IS NOT NULL) AND (event_id IS NULL) AND ((verdict)::text = ANY ((ARRAY['fulfilled'::character varying, 'voided'::character varying])::text[]))))),
    CONSTRAINT ledger_decision_verdict_is_known CHECK (((verdict)::text = ANY ((ARRAY['a_retry'::character varying, 'a_second_claim'::character varying, 'fulfilled'::character varying, 'voided'::character varying])::text[])))
);

ALTER TABLE public.ledger_decision ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_decision_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_inboundevent (
    id bigint NOT NULL,
    external_id character varying(255) NOT NULL,
    sha256 bytea NOT NULL,
    event_type character varying(255) NOT NULL,
    state character varying(20) NOT NULL,
    origin character varying(20) NOT NULL,
    subject character varying(255) NOT NULL,
    body bytea NOT NULL,
    headers jsonb NOT NULL,
    address inet,
    body_form character varying(20) NOT NULL,
    currency character varying(3),
    sent_at timestamp with time zone,
    received_at timestamp with time zone NOT NULL,
    repeats integer NOT NULL,
    faults jsonb NOT NULL,
    source_id bigint NOT NULL,
    secret_id bigint,
    CONSTRAINT ledger_inboundevent_origin_is_known CHECK (((origin)::text = ANY ((ARRAY['webhook'::character varying, 'import'::character varying, 'staff'::character varying])::text[]))),
    CONSTRAINT ledger_inboundevent_repeats_check CHECK ((repeats >= 0)),
    CONSTRAINT ledger_inboundevent_state_is_known CHECK (((state)::text = ANY ((ARRAY['recorded'::character varying, 'ignored'::character varying, 'failed'::character varying, 'held'::character varying])::text[])))
);

ALTER TABLE public.ledger_inboundevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_inboundevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_ledgerentry (
    id bigint NOT NULL,
    side character varying(20) NOT NULL,
    ordinal integer NOT NULL,
    quantity smallint NOT NULL,
    points bigint,
    value numeric(15,4),
    currency character varying(3),
    kind character varying(20),
    title character varying(255),
    occurred_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    campaign_id bigint,
    claim_id bigint NOT NULL,
    customer_id bigint,
    event_id bigint NOT NULL,
    source_id bigint NOT NULL,
    CONSTRAINT ledger_ledgerentry_alternates CHECK ((((quantity = (((ordinal % 2) * 2) - 1)) AND ((side)::text = 'claimed'::text)) OR ((quantity = (1 - ((ordinal % 2) * 2))) AND ((side)::text = 'reversed'::text)))),
    CONSTRAINT ledger_ledgerentry_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['discount'::character varying, 'gift_card'::character varying, 'product'::character varying, 'credit'::character varying, 'points'::character varying, 'free_shipping'::character varying, 'custom'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT ledger_ledgerentry_ordinal_check CHECK ((ordinal >= 0)),
    CONSTRAINT ledger_ledgerentry_side_is_known CHECK (((side)::text = ANY ((ARRAY['claimed'::character varying, 'reversed'::character varying])::text[])))
);

ALTER TABLE public.ledger_ledgerentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_ledgerentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_movement (
    id bigint NOT NULL,
    external_id character varying(255) NOT NULL,
    digest character varying(32) NOT NULL,
    kind character varying(20) NOT NULL,
    provider_kind character varying(255),
    points bigint,
    amount numeric(15,4),
    currency character varying(3),
    points_balance bigint,
    balance numeric(15,4),
    occurred_at timestamp with time zone NOT NULL,
    reason character varying(255),
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint,
    event_id bigint NOT NULL,
    redemption_id bigint,
    source_id bigint NOT NULL,
    voucher_id bigint NOT NULL,
    CONSTRAINT ledger_movement_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['accrual'::character varying, 'redemption'::character varying, 'refund'::character varying, 'addition'::character varying, 'removal'::character varying, 'expiration'::character varying, 'transfer_in'::character varying, 'transfer_out'::character varying, 'activation'::character varying, 'other'::character varying])::text[])))
);

ALTER TABLE public.ledger_movement ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_movement_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_note (
    id bigint NOT NULL,
    text character varying(2000) NOT NULL,
    written_at timestamp with time zone NOT NULL,
    author_id integer NOT NULL,
    claim_id bigint,
    customer_id bigint,
    CONSTRAINT ledger_note_has_a_text CHECK ((NOT ((text)::text = ''::text))),
    CONSTRAINT ledger_note_is_on_one_thing CHECK ((((claim_id IS NOT NULL) AND (customer_id IS NULL)) OR ((claim_id IS NULL) AND (customer_id IS NOT NULL))))
);

ALTER TABLE public.ledger_note ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_note_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE UNLOGGED TABLE public.ledger_quota (
    key character varying(64) NOT NULL,
    since bigint NOT NULL,
    used integer NOT NULL,
    CONSTRAINT ledger_quota_used_check CHECK ((used >= 0))
);

CREATE TABLE public.ledger_reading (
    id bigint NOT NULL,
    counter character varying(20) NOT NULL,
    stated_at timestamp with time zone NOT NULL,
    number numeric(15,4) NOT NULL,
    currency character varying(3),
    recorded_at timestamp with time zone NOT NULL,
    customer_id bigint,
    event_id bigint NOT NULL,
    source_id bigint NOT NULL,
    voucher_id bigint,
    CONSTRAINT ledger_reading_counter_is_known CHECK (((counter)::text = ANY ((ARRAY['points'::character varying, 'points_balance'::character varying, 'amount'::character varying, 'balance'::character varying, 'points_approved'::character varying, 'points_pending'::character varying, 'points_spent'::character varying, 'rewards_claimed'::character varying, 'rewards_used'::character varying])::text[]))),
    CONSTRAINT ledger_reading_is_of_one_thing CHECK ((((customer_id IS NULL) AND (voucher_id IS NOT NULL)) OR ((customer_id IS NOT NULL) AND (voucher_id IS NULL))))
);

ALTER TABLE public.ledger_reading ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_reading_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_recoverycode (
    id bigint NOT NULL,
    digest bytea NOT NULL,
    factor_id bigint NOT NULL
);

ALTER TABLE public.ledger_recoverycode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_recoverycode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_redemption (
    id bigint NOT NULL,
    external_id character varying(255) NOT NULL,
    said jsonb NOT NULL,
    redeemed_at timestamp with time zone,
    points bigint,
    amount numeric(15,4),
    currency character varying(3),
    order_id character varying(255),
    tracking_id character varying(255),
    status character varying(20),
    provider_status character varying(255),
    reversal_id character varying(255),
    reversed_at timestamp with time zone,
    reason character varying(255),
    customer_id bigint,
    source_id bigint NOT NULL,
    voucher_id bigint,
    CONSTRAINT ledger_redemption_status_is_known CHECK (((status)::text = ANY ((ARRAY['failed'::character varying, 'redeemed'::character varying, 'reversed'::character varying])::text[])))
);

ALTER TABLE public.ledger_redemption ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_redemption_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_refusal (
    id bigint NOT NULL,
    hour timestamp with time zone NOT NULL,
    cause character varying(20) NOT NULL,
    count integer NOT NULL,
    source_id bigint NOT NULL,
    CONSTRAINT ledger_refusal_cause_is_known CHECK (((cause)::text = ANY ((ARRAY['no_signature'::character varying, 'other_provider'::character varying, 'wrong_signature'::character varying, 'no_secret'::character varying, 'retired_secret'::character varying, 'body_changed'::character varying])::text[]))),
    CONSTRAINT ledger_refusal_count_check CHECK ((count >= 0))
);

ALTER TABLE public.ledger_refusal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_refusal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_refusalroom (
    id bigint NOT NULL,
    is_signed boolean NOT NULL,
    is_known boolean NOT NULL,
    count integer NOT NULL,
    bytes bigint NOT NULL,
    since bigint NOT NULL,
    used integer NOT NULL,
    source_id bigint NOT NULL,
    CONSTRAINT ledger_refusalroom_bytes_check CHECK ((bytes >= 0)),
    CONSTRAINT ledger_refusalroom_count_check CHECK ((count >= 0)),
    CONSTRAINT ledger_refusalroom_used_check CHECK ((used >= 0))
);

ALTER TABLE public.ledger_refusalroom ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_refusalroom_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_refuseddelivery (
    id bigint NOT NULL,
    provider character varying(50) NOT NULL,
    cause character varying(20) NOT NULL,
    is_known boolean NOT NULL,
    size integer NOT NULL,
    received_at timestamp with time zone NOT NULL,
    sealed bytea NOT NULL,
    source_id bigint NOT NULL,
    CONSTRAINT ledger_refuseddelivery_cause_is_known CHECK (((cause)::text = ANY ((ARRAY['no_signature'::character varying, 'other_provider'::character varying, 'wrong_signature'::character varying, 'no_secret'::character varying, 'retired_secret'::character varying, 'body_changed'::character varying])::text[]))),
    CONSTRAINT ledger_refuseddelivery_size_check CHECK ((size >= 0))
);

ALTER TABLE public.ledger_refuseddelivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_refuseddelivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_rollup (
    cube character varying(20) NOT NULL,
    day date NOT NULL,
    hour smallint NOT NULL,
    campaign bigint NOT NULL,
    kind character varying(20) NOT NULL,
    currency character varying(3) NOT NULL,
    title character varying(255) NOT NULL,
    recorded_on date NOT NULL,
    claims bigint NOT NULL,
    reversals bigint NOT NULL,
    points bigint NOT NULL,
    points_back bigint NOT NULL,
    points_unknown bigint NOT NULL,
    points_back_unknown bigint NOT NULL,
    value bigint NOT NULL,
    value_back bigint NOT NULL,
    value_unknown bigint NOT NULL,
    value_back_unknown bigint NOT NULL,
    zone_id bigint NOT NULL,
    source_id bigint NOT NULL
);

CREATE TABLE public.ledger_rollupzone (
    id bigint NOT NULL,
    name character varying(64) NOT NULL,
    source bigint NOT NULL,
    floor timestamp with time zone NOT NULL,
    until timestamp with time zone
);

ALTER TABLE public.ledger_rollupzone ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_rollupzone_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_savedview (
    id bigint NOT NULL,
    model character varying(50) NOT NULL,
    name character varying(80) NOT NULL,
    query character varying(2000) NOT NULL,
    is_shared boolean NOT NULL,
    owner_id integer NOT NULL,
    CONSTRAINT ledger_savedview_has_a_name CHECK ((NOT ((name)::text = ''::text)))
);

ALTER TABLE public.ledger_savedview ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_savedview_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_secondfactor (
    id bigint NOT NULL,
    name character varying(64) NOT NULL,
    confirmed boolean NOT NULL,
    throttling_failure_timestamp timestamp with time zone,
    throttling_failure_count integer NOT NULL,
    sealed bytea NOT NULL,
    last_step bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    user_id integer NOT NULL,
    CONSTRAINT ledger_secondfactor_throttling_failure_count_check CHECK ((throttling_failure_count >= 0))
);

ALTER TABLE public.ledger_secondfactor ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_secondfactor_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_source (
    id bigint NOT NULL,
    slug character varying(50) NOT NULL,
    provider character varying(50) NOT NULL,
    name character varying(255) NOT NULL,
    currency character varying(3) NOT NULL,
    time_zone character varying(64) NOT NULL,
    is_active boolean NOT NULL,
    created_at timestamp with time zone NOT NULL
);

ALTER TABLE public.ledger_source ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_source_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_voucher (
    id bigint NOT NULL,
    external_id character varying(255) NOT NULL,
    said jsonb NOT NULL,
    code character varying(255),
    code_ending character varying(255),
    kind character varying(20),
    points bigint,
    points_balance bigint,
    amount numeric(15,4),
    balance numeric(15,4),
    currency character varying(3),
    discount_type character varying(20),
    discount numeric(15,4),
    active boolean,
    expires_at timestamp with time zone,
    campaign_id bigint,
    holder_id bigint,
    source_id bigint NOT NULL,
    CONSTRAINT ledger_voucher_discount_type_is_known CHECK (((discount_type)::text = ANY ((ARRAY['flat'::character varying, 'percentage'::character varying, 'unit'::character varying, 'fixed_price'::character varying, 'other'::character varying])::text[]))),
    CONSTRAINT ledger_voucher_kind_is_known CHECK (((kind)::text = ANY ((ARRAY['loyalty_card'::character varying, 'discount'::character varying, 'gift_card'::character varying, 'other'::character varying])::text[])))
);

ALTER TABLE public.ledger_voucher ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_voucher_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

CREATE TABLE public.ledger_webhooksecret (
    id bigint NOT NULL,
    name character varying(255) NOT NULL,
    sealed bytea NOT NULL,
    created_at timestamp with time zone NOT NULL,
    retired_at timestamp with time zone,
    source_id bigint NOT NULL
);

ALTER TABLE public.ledger_webhooksecret ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.ledger_webhooksecret_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);

INSERT INTO public.auth_group VALUES (1, 'Support agent');
INSERT INTO public.auth_group VALUES (2, 'Support lead');
INSERT INTO public.auth_group VALUES (3, 'Analyst');
INSERT INTO public.auth_group VALUES (4, 'Administrator');

INSERT INTO public.auth_group_permissions VALUES (1, 1, 33);
INSERT INTO public.auth_group_permissions VALUES (2, 1, 4);
INSERT INTO public.auth_group_permissions VALUES (3, 1, 37);
INSERT INTO public.auth_group_permissions VALUES (4, 1, 41);
INSERT INTO public.auth_group_permissions VALUES (5, 1, 12);
INSERT INTO public.auth_group_permissions VALUES (6, 1, 13);
INSERT INTO public.auth_group_permissions VALUES (7, 1, 47);
INSERT INTO public.auth_group_permissions VALUES (8, 1, 51);
INSERT INTO public.auth_group_permissions VALUES (9, 1, 61);
INSERT INTO public.auth_group_permissions VALUES (10, 1, 22);
INSERT INTO public.auth_group_permissions VALUES (11, 1, 23);
INSERT INTO public.auth_group_permissions VALUES (12, 1, 87);
INSERT INTO public.auth_group_permissions VALUES (13, 1, 25);
INSERT INTO public.auth_group_permissions VALUES (14, 1, 58);
INSERT INTO public.auth_group_permissions VALUES (15, 1, 91);
INSERT INTO public.auth_group_permissions VALUES (16, 1, 29);
INSERT INTO public.auth_group_permissions VALUES (17, 2, 4);
INSERT INTO public.auth_group_permissions VALUES (18, 2, 12);
INSERT INTO public.auth_group_permissions VALUES (19, 2, 13);
INSERT INTO public.auth_group_permissions VALUES (20, 2, 14);
INSERT INTO public.auth_group_permissions VALUES (21, 2, 18);
INSERT INTO public.auth_group_permissions VALUES (22, 2, 22);
INSERT INTO public.auth_group_permissions VALUES (23, 2, 24);
INSERT INTO public.auth_group_permissions VALUES (24, 2, 29);
INSERT INTO public.auth_group_permissions VALUES (25, 2, 33);
INSERT INTO public.auth_group_permissions VALUES (26, 2, 37);
INSERT INTO public.auth_group_permissions VALUES (27, 2, 41);
INSERT INTO public.auth_group_permissions VALUES (28, 2, 42);
INSERT INTO public.auth_group_permissions VALUES (29, 2, 43);
INSERT INTO public.auth_group_permissions VALUES (30, 2, 47);
INSERT INTO public.auth_group_permissions VALUES (31, 2, 48);
INSERT INTO public.auth_group_permissions VALUES (32, 2, 51);
INSERT INTO public.auth_group_permissions VALUES (33, 2, 56);
INSERT INTO public.auth_group_permissions VALUES (34, 2, 57);
INSERT INTO public.auth_group_permissions VALUES (35, 2, 58);
INSERT INTO public.auth_group_permissions VALUES (36, 2, 60);
INSERT INTO public.auth_group_permissions VALUES (37, 2, 61);
INSERT INTO public.auth_group_permissions VALUES (38, 2, 62);
INSERT INTO public.auth_group_permissions VALUES (39, 2, 63);
INSERT INTO public.auth_group_permissions VALUES (40, 2, 87);
INSERT INTO public.auth_group_permissions VALUES (41, 2, 91);
INSERT INTO public.auth_group_permissions VALUES (42, 2, 92);
INSERT INTO public.auth_group_permissions VALUES (43, 2, 93);
INSERT INTO public.auth_group_permissions VALUES (44, 2, 95);
INSERT INTO public.auth_group_permissions VALUES (45, 3, 33);
INSERT INTO public.auth_group_permissions VALUES (46, 3, 4);
INSERT INTO public.auth_group_permissions VALUES (47, 3, 37);
INSERT INTO public.auth_group_permissions VALUES (48, 3, 41);
INSERT INTO public.auth_group_permissions VALUES (49, 3, 42);
INSERT INTO public.auth_group_permissions VALUES (50, 3, 43);
INSERT INTO public.auth_group_permissions VALUES (51, 3, 47);
INSERT INTO public.auth_group_permissions VALUES (52, 3, 93);
INSERT INTO public.auth_group_permissions VALUES (53, 3, 22);
INSERT INTO public.auth_group_permissions VALUES (54, 3, 87);
INSERT INTO public.auth_group_permissions VALUES (55, 3, 91);
INSERT INTO public.auth_group_permissions VALUES (56, 3, 92);
INSERT INTO public.auth_group_permissions VALUES (57, 3, 29);
INSERT INTO public.auth_group_permissions VALUES (58, 4, 1);
INSERT INTO public.auth_group_permissions VALUES (59, 4, 2);
INSERT INTO public.auth_group_permissions VALUES (60, 4, 4);
INSERT INTO public.auth_group_permissions VALUES (61, 4, 5);
INSERT INTO public.auth_group_permissions VALUES (62, 4, 6);
INSERT INTO public.auth_group_permissions VALUES (63, 4, 8);
INSERT INTO public.auth_group_permissions VALUES (64, 4, 12);
INSERT INTO public.auth_group_permissions VALUES (65, 4, 18);
INSERT INTO public.auth_group_permissions VALUES (66, 4, 43);
INSERT INTO public.auth_group_permissions VALUES (67, 4, 55);
INSERT INTO public.auth_group_permissions VALUES (68, 4, 56);
INSERT INTO public.auth_group_permissions VALUES (69, 4, 57);
INSERT INTO public.auth_group_permissions VALUES (70, 4, 62);
INSERT INTO public.auth_group_permissions VALUES (71, 4, 63);
INSERT INTO public.auth_group_permissions VALUES (72, 4, 92);
INSERT INTO public.auth_group_permissions VALUES (73, 4, 93);
INSERT INTO public.auth_group_permissions VALUES (74, 4, 94);
INSERT INTO public.auth_group_permissions VALUES (75, 4, 100);
INSERT INTO public.auth_group_permissions VALUES (76, 4, 101);
INSERT INTO public.auth_group_permissions VALUES (77, 4, 102);
INSERT INTO public.auth_group_permissions VALUES (78, 4, 103);
INSERT INTO public.auth_group_permissions VALUES (79, 4, 104);
INSERT INTO public.auth_group_permissions VALUES (80, 4, 105);
INSERT INTO public.auth_group_permissions VALUES (81, 4, 107);

INSERT INTO public.auth_permission VALUES (1, 'Can add source', 1, 'add_source');
INSERT INTO public.auth_permission VALUES (2, 'Can change source', 1, 'change_source');
INSERT INTO public.auth_permission VALUES (3, 'Can delete source', 1, 'delete_source');
INSERT INTO public.auth_permission VALUES (4, 'Can view source', 1, 'view_source');
INSERT INTO public.auth_permission VALUES (5, 'Can add webhook secret', 2, 'add_webhooksecret');
INSERT INTO public.auth_permission VALUES (6, 'Can change webhook secret', 2, 'change_webhooksecret');
INSERT INTO public.auth_permission VALUES (7, 'Can delete webhook secret', 2, 'delete_webhooksecret');
INSERT INTO public.auth_permission VALUES (8, 'Can view webhook secret', 2, 'view_webhooksecret');
INSERT INTO public.auth_permission VALUES (9, 'Can add event', 3, 'add_inboundevent');
INSERT INTO public.auth_permission VALUES (10, 'Can change event', 3, 'change_inboundevent');
INSERT INTO public.auth_permission VALUES (11, 'Can delete event', 3, 'delete_inboundevent');
INSERT INTO public.auth_permission VALUES (12, 'Can view event', 3, 'view_inboundevent');
INSERT INTO public.auth_permission VALUES (13, 'Can see payloads and headers, as far as personal data', 3, 'view_payload');
INSERT INTO public.auth_permission VALUES (14, 'Can have events read again', 3, 'reread_events');
INSERT INTO public.auth_permission VALUES (15, 'Can add refusal', 4, 'add_refusal');
INSERT INTO public.auth_permission VALUES (16, 'Can change refusal', 4, 'change_refusal');
INSERT INTO public.auth_permission VALUES (17, 'Can delete refusal', 4, 'delete_refusal');
INSERT INTO public.auth_permission VALUES (18, 'Can view refusal', 4, 'view_refusal');
INSERT INTO public.auth_permission VALUES (19, 'Can add customer', 5, 'add_customer');
INSERT INTO public.auth_permission VALUES (20, 'Can change customer', 5, 'change_customer');
INSERT INTO public.auth_permission VALUES (21, 'Can delete customer', 5, 'delete_customer');
INSERT INTO public.auth_permission VALUES (22, 'Can view customer', 5, 'view_customer');
INSERT INTO public.auth_permission VALUES (23, 'Can see personal data and codes masked', 5, 'view_masked_personal_data');
INSERT INTO public.auth_permission VALUES (24, 'Can see personal data and codes in clear', 5, 'view_personal_data');
INSERT INTO public.auth_permission VALUES (25, 'Can have one masked value shown, with a reason', 5, 'reveal_personal_data');
INSERT INTO public.auth_permission VALUES (26, 'Can add campaign', 6, 'add_campaign');
INSERT INTO public.auth_permission VALUES (27, 'Can change campaign', 6, 'change_campaign');
INSERT INTO public.auth_permission VALUES (28, 'Can delete campaign', 6, 'delete_campaign');
INSERT INTO public.auth_permission VALUES (29, 'Can view campaign', 6, 'view_campaign');
INSERT INTO public.auth_permission VALUES (30, 'Can add voucher', 7, 'add_voucher');
INSERT INTO public.auth_permission VALUES (31, 'Can change voucher', 7, 'change_voucher');
INSERT INTO public.auth_permission VALUES (32, 'Can delete voucher', 7, 'delete_voucher');
INSERT INTO public.auth_permission VALUES (33, 'Can view voucher', 7, 'view_voucher');
INSERT INTO public.auth_permission VALUES (34, 'Can add redemption', 8, 'add_redemption');
INSERT INTO public.auth_permission VALUES (35, 'Can change redemption', 8, 'change_redemption');
INSERT INTO public.auth_permission VALUES (36, 'Can delete redemption', 8, 'delete_redemption');
INSERT INTO public.auth_permission VALUES (37, 'Can view redemption', 8, 'view_redemption');
INSERT INTO public.auth_permission VALUES (38, 'Can add claimed reward', 9, 'add_claimedreward');
INSERT INTO public.auth_permission VALUES (39, 'Can change claimed reward', 9, 'change_claimedreward');
INSERT INTO public.auth_permission VALUES (40, 'Can delete claimed reward', 9, 'delete_claimedreward');
INSERT INTO public.auth_permission VALUES (41, 'Can view claimed reward', 9, 'view_claimedreward');
INSERT INTO public.auth_permission VALUES (42, 'Can export lists', 9, 'export');
INSERT INTO public.auth_permission VALUES (43, 'Can use the API', 9, 'use_api');
INSERT INTO public.auth_permission VALUES (44, 'Can add ledger entry', 10, 'add_ledgerentry');
INSERT INTO public.auth_permission VALUES (45, 'Can change ledger entry', 10, 'change_ledgerentry');
INSERT INTO public.auth_permission VALUES (46, 'Can delete ledger entry', 10, 'delete_ledgerentry');
INSERT INTO public.auth_permission VALUES (47, 'Can view ledger entry', 10, 'view_ledgerentry');
INSERT INTO public.auth_permission VALUES (48, 'Can add decision', 11, 'add_decision');
INSERT INTO public.auth_permission VALUES (49, 'Can change decision', 11, 'change_decision');
INSERT INTO public.auth_permission VALUES (50, 'Can delete decision', 11, 'delete_decision');
INSERT INTO public.auth_permission VALUES (51, 'Can view decision', 11, 'view_decision');
INSERT INTO public.auth_permission VALUES (52, 'Can add access log entry', 12, 'add_accesslogentry');
INSERT INTO public.auth_permission VALUES (53, 'Can change access log entry', 12, 'change_accesslogentry');
INSERT INTO public.auth_permission VALUES (54, 'Can delete access log entry', 12, 'delete_accesslogentry');
INSERT INTO public.auth_permission VALUES (55, 'Can view access log entry', 12, 'view_accesslogentry');
INSERT INTO public.auth_permission VALUES (56, 'Can view alarm', 14, 'view_alarm');
INSERT INTO public.auth_permission VALUES (57, 'Can acknowledge alarms', 14, 'acknowledge_alarm');
INSERT INTO public.auth_permission VALUES (58, 'Can add note', 16, 'add_note');
INSERT INTO public.auth_permission VALUES (59, 'Can change note', 16, 'change_note');
INSERT INTO public.auth_permission VALUES (60, 'Can delete note', 16, 'delete_note');
INSERT INTO public.auth_permission VALUES (61, 'Can view note', 16, 'view_note');
INSERT INTO public.auth_permission VALUES (62, 'Can view refused delivery', 17, 'view_refuseddelivery');
INSERT INTO public.auth_permission VALUES (63, 'Can admit refused deliveries that verify', 17, 'admit_refused');
INSERT INTO public.auth_permission VALUES (64, 'Can add roll up zone', 19, 'add_rollupzone');
INSERT INTO public.auth_permission VALUES (65, 'Can change roll up zone', 19, 'change_rollupzone');
INSERT INTO public.auth_permission VALUES (66, 'Can delete roll up zone', 19, 'delete_rollupzone');
INSERT INTO public.auth_permission VALUES (67, 'Can view roll up zone', 19, 'view_rollupzone');
INSERT INTO public.auth_permission VALUES (68, 'Can add roll-up', 20, 'add_rollup');
INSERT INTO public.auth_permission VALUES (69, 'Can change roll-up', 20, 'change_rollup');
INSERT INTO public.auth_permission VALUES (70, 'Can delete roll-up', 20, 'delete_rollup');
INSERT INTO public.auth_permission VALUES (71, 'Can view roll-up', 20, 'view_rollup');
INSERT INTO public.auth_permission VALUES (72, 'Can add balance', 21, 'add_balance');
INSERT INTO public.auth_permission VALUES (73, 'Can change balance', 21, 'change_balance');
INSERT INTO public.auth_permission VALUES (74, 'Can delete balance', 21, 'delete_balance');
INSERT INTO public.auth_permission VALUES (75, 'Can view balance', 21, 'view_balance');
INSERT INTO public.auth_permission VALUES (76, 'Can add second factor', 22, 'add_secondfactor');
INSERT INTO public.auth_permission VALUES (77, 'Can change second factor', 22, 'change_secondfactor');
INSERT INTO public.auth_permission VALUES (78, 'Can delete second factor', 22, 'delete_secondfactor');
INSERT INTO public.auth_permission VALUES (79, 'Can view second factor', 22, 'view_secondfactor');
INSERT INTO public.auth_permission VALUES (80, 'Can add recovery code', 23, 'add_recoverycode');
INSERT INTO public.auth_permission VALUES (81, 'Can change recovery code', 23, 'change_recoverycode');
INSERT INTO public.auth_permission VALUES (82, 'Can delete recovery code', 23, 'delete_recoverycode');
INSERT INTO public.auth_permission VALUES (83, 'Can view recovery code', 23, 'view_recoverycode');
INSERT INTO public.auth_permission VALUES (84, 'Can add movement', 24, 'add_movement');
INSERT INTO public.auth_permission VALUES (85, 'Can change movement', 24, 'change_movement');
INSERT INTO public.auth_permission VALUES (86, 'Can delete movement', 24, 'delete_movement');
INSERT INTO public.auth_permission VALUES (87, 'Can view movement', 24, 'view_movement');
INSERT INTO public.auth_permission VALUES (88, 'Can add reading', 25, 'add_reading');
INSERT INTO public.auth_permission VALUES (89, 'Can change reading', 25, 'change_reading');
INSERT INTO public.auth_permission VALUES (90, 'Can delete reading', 25, 'delete_reading');
INSERT INTO public.auth_permission VALUES (91, 'Can view reading', 25, 'view_reading');
INSERT INTO public.auth_permission VALUES (92, 'Can view API token', 26, 'view_apitoken');
INSERT INTO public.auth_permission VALUES (93, 'Can add API token', 26, 'add_apitoken');
INSERT INTO public.auth_permission VALUES (94, 'Can change API token', 26, 'change_apitoken');
INSERT INTO public.auth_permission VALUES (95, 'Can delete saved view', 28, 'delete_savedview');
INSERT INTO public.auth_permission VALUES (96, 'Can add permission', 29, 'add_permission');
INSERT INTO public.auth_permission VALUES (97, 'Can change permission', 29, 'change_permission');
INSERT INTO public.auth_permission VALUES (98, 'Can delete permission', 29, 'delete_permission');
INSERT INTO public.auth_permission VALUES (99, 'Can view permission', 29, 'view_permission');
INSERT INTO public.auth_permission VALUES (100, 'Can add group', 30, 'add_group');
INSERT INTO public.auth_permission VALUES (101, 'Can change group', 30, 'change_group');
INSERT INTO public.auth_permission VALUES (102, 'Can delete group', 30, 'delete_group');
INSERT INTO public.auth_permission VALUES (103, 'Can view group', 30, 'view_group');
INSERT INTO public.auth_permission VALUES (104, 'Can add user', 31, 'add_user');
INSERT INTO public.auth_permission VALUES (105, 'Can change user', 31, 'change_user');
INSERT INTO public.auth_permission VALUES (106, 'Can delete user', 31, 'delete_user');
INSERT INTO public.auth_permission VALUES (107, 'Can view user', 31, 'view_user');
INSERT INTO public.auth_permission VALUES (108, 'Can add log entry', 32, 'add_logentry');
INSERT INTO public.auth_permission VALUES (109, 'Can change log entry', 32, 'change_logentry');
INSERT INTO public.auth_permission VALUES (110, 'Can delete log entry', 32, 'delete_logentry');
INSERT INTO public.auth_permission VALUES (111, 'Can view log entry', 32, 'view_logentry');
INSERT INTO public.auth_permission VALUES (112, 'Can add content type', 33, 'add_contenttype');
INSERT INTO public.auth_permission VALUES (113, 'Can change content type', 33, 'change_contenttype');
INSERT INTO public.auth_permission VALUES (114, 'Can delete content type', 33, 'delete_contenttype');
INSERT INTO public.auth_permission VALUES (115, 'Can view content type', 33, 'view_contenttype');
INSERT INTO public.auth_permission VALUES (116, 'Can add session', 34, 'add_session');
INSERT INTO public.auth_permission VALUES (117, 'Can change session', 34, 'change_session');
INSERT INTO public.auth_permission VALUES (118, 'Can delete session', 34, 'delete_session');
INSERT INTO public.auth_permission VALUES (119, 'Can view session', 34, 'view_session');
INSERT INTO public.auth_permission VALUES (120, 'Can add access attempt', 35, 'add_accessattempt');
INSERT INTO public.auth_permission VALUES (121, 'Can change access attempt', 35, 'change_accessattempt');
INSERT INTO public.auth_permission VALUES (122, 'Can delete access attempt', 35, 'delete_accessattempt');
INSERT INTO public.auth_permission VALUES (123, 'Can view access attempt', 35, 'view_accessattempt');
INSERT INTO public.auth_permission VALUES (124, 'Can add access log', 36, 'add_accesslog');
INSERT INTO public.auth_permission VALUES (125, 'Can change access log', 36, 'change_accesslog');
INSERT INTO public.auth_permission VALUES (126, 'Can delete access log', 36, 'delete_accesslog');
INSERT INTO public.auth_permission VALUES (127, 'Can view access log', 36, 'view_accesslog');
INSERT INTO public.auth_permission VALUES (128, 'Can add access failure', 37, 'add_accessfailurelog');
INSERT INTO public.auth_permission VALUES (129, 'Can change access failure', 37, 'change_accessfailurelog');
INSERT INTO public.auth_permission VALUES (130, 'Can delete access failure', 37, 'delete_accessfailurelog');
INSERT INTO public.auth_permission VALUES (131, 'Can view access failure', 37, 'view_accessfailurelog');
INSERT INTO public.auth_permission VALUES (132, 'Can add access attempt expiration', 38, 'add_accessattemptexpiration');
INSERT INTO public.auth_permission VALUES (133, 'Can change access attempt expiration', 38, 'change_accessattemptexpiration');
INSERT INTO public.auth_permission VALUES (134, 'Can delete access attempt expiration', 38, 'delete_accessattemptexpiration');
INSERT INTO public.auth_permission VALUES (135, 'Can view access attempt expiration', 38, 'view_accessattemptexpiration');

INSERT INTO public.auth_user VALUES (1, '!KEfdZgGmGCKvCMzwAyIfJPBa0bk0gkFYkNG1oN4B', NULL, true, 'admin', '', '', '', true, true, '2026-11-23 02:37:00.519657+00');
INSERT INTO public.auth_user VALUES (2, '!6YihZ9ugOHhSGVO8liTVd0rsILha0dUF3ccNYSUe', NULL, false, 'absent', '', '', '', true, true, '2026-11-23 02:37:01.894418+00');

INSERT INTO public.django_content_type VALUES (1, 'ledger', 'source');
INSERT INTO public.django_content_type VALUES (2, 'ledger', 'webhooksecret');
INSERT INTO public.django_content_type VALUES (3, 'ledger', 'inboundevent');
INSERT INTO public.django_content_type VALUES (4, 'ledger', 'refusal');
INSERT INTO public.django_content_type VALUES (5, 'ledger', 'customer');
INSERT INTO public.django_content_type VALUES (6, 'ledger', 'campaign');
INSERT INTO public.django_content_type VALUES (7, 'ledger', 'voucher');
INSERT INTO public.django_content_type VALUES (8, 'ledger', 'redemption');
INSERT INTO public.django_content_type VALUES (9, 'ledger', 'claimedreward');
INSERT INTO public.django_content_type VALUES (10, 'ledger', 'ledgerentry');
INSERT INTO public.django_content_type VALUES (11, 'ledger', 'decision');
INSERT INTO public.django_content_type VALUES (12, 'ledger', 'accesslogentry');
INSERT INTO public.django_content_type VALUES (13, 'ledger', 'arrivalhour');
INSERT INTO public.django_content_type VALUES (14, 'ledger', 'alarm');
INSERT INTO public.django_content_type VALUES (15, 'ledger', 'alarmnotice');
INSERT INTO public.django_content_type VALUES (16, 'ledger', 'note');
INSERT INTO public.django_content_type VALUES (17, 'ledger', 'refuseddelivery');
INSERT INTO public.django_content_type VALUES (18, 'ledger', 'refusalroom');
INSERT INTO public.django_content_type VALUES (19, 'ledger', 'rollupzone');
INSERT INTO public.django_content_type VALUES (20, 'ledger', 'rollup');
INSERT INTO public.django_content_type VALUES (21, 'ledger', 'balance');
INSERT INTO public.django_content_type VALUES (22, 'ledger', 'secondfactor');
INSERT INTO public.django_content_type VALUES (23, 'ledger', 'recoverycode');
INSERT INTO public.django_content_type VALUES (24, 'ledger', 'movement');
INSERT INTO public.django_content_type VALUES (25, 'ledger', 'reading');
INSERT INTO public.django_content_type VALUES (26, 'ledger', 'apitoken');
INSERT INTO public.django_content_type VALUES (27, 'ledger', 'quota');
INSERT INTO public.django_content_type VALUES (28, 'ledger', 'savedview');
INSERT INTO public.django_content_type VALUES (29, 'auth', 'permission');
INSERT INTO public.django_content_type VALUES (30, 'auth', 'group');
INSERT INTO public.django_content_type VALUES (31, 'auth', 'user');
INSERT INTO public.django_content_type VALUES (32, 'admin', 'logentry');
INSERT INTO public.django_content_type VALUES (33, 'contenttypes', 'contenttype');
INSERT INTO public.django_content_type VALUES (34, 'sessions', 'session');
INSERT INTO public.django_content_type VALUES (35, 'axes', 'accessattempt');
INSERT INTO public.django_content_type VALUES (36, 'axes', 'accesslog');
INSERT INTO public.django_content_type VALUES (37, 'axes', 'accessfailurelog');
INSERT INTO public.django_content_type VALUES (38, 'axes', 'accessattemptexpiration');

INSERT INTO public.django_migrations VALUES (1, 'contenttypes', '0001_initial', '2026-11-23 02:36:47.001585+00');
INSERT INTO public.django_migrations VALUES (2, 'auth', '0001_initial', '2026-11-23 02:36:47.309037+00');
INSERT INTO public.django_migrations VALUES (3, 'admin', '0001_initial', '2026-11-23 02:36:47.379116+00');
INSERT INTO public.django_migrations VALUES (4, 'admin', '0002_logentry_remove_auto_add', '2026-11-23 02:36:47.409806+00');
INSERT INTO public.django_migrations VALUES (5, 'admin', '0003_logentry_add_action_flag_choices', '2026-11-23 02:36:47.433813+00');
INSERT INTO public.django_migrations VALUES (6, 'contenttypes', '0002_remove_content_type_name', '2026-11-23 02:36:47.520148+00');
INSERT INTO public.django_migrations VALUES (7, 'auth', '0002_alter_permission_name_max_length', '2026-11-23 02:36:47.570614+00');
INSERT INTO public.django_migrations VALUES (8, 'auth', '0003_alter_user_email_max_length', '2026-11-23 02:36:47.602298+00');
INSERT INTO public.django_migrations VALUES (9, 'auth', '0004_alter_user_username_opts', '2026-11-23 02:36:47.646397+00');
INSERT INTO public.django_migrations VALUES (10, 'auth', '0005_alter_user_last_login_null', '2026-11-23 02:36:47.690287+00');
INSERT INTO public.django_migrations VALUES (11, 'auth', '0006_require_contenttypes_0002', '2026-11-23 02:36:47.698758+00');
INSERT INTO public.django_migrations VALUES (12, 'auth', '0007_alter_validators_add_error_messages', '2026-11-23 02:36:47.72138+00');
INSERT INTO public.django_migrations VALUES (13, 'auth', '0008_alter_user_username_max_length', '2026-11-23 02:36:47.786371+00');
INSERT INTO public.django_migrations VALUES (14, 'auth', '0009_alter_user_last_name_max_length', '2026-11-23 02:36:47.836561+00');
INSERT INTO public.django_migrations VALUES (15, 'auth', '0010_alter_group_name_max_length', '2026-11-23 02:36:47.879803+00');
INSERT INTO public.django_migrations VALUES (16, 'auth', '0011_update_proxy_permissions', '2026-11-23 02:36:47.908617+00');
INSERT INTO public.django_migrations VALUES (17, 'auth', '0012_alter_user_first_name_max_length', '2026-11-23 02:36:47.954741+00');
INSERT INTO public.django_migrations VALUES (18, 'axes', '0001_initial', '2026-11-23 02:36:48.036307+00');
INSERT INTO public.django_migrations VALUES (19, 'axes', '0002_auto_20151217_2044', '2026-11-23 02:36:48.218254+00');
INSERT INTO public.django_migrations VALUES (20, 'axes', '0003_auto_20160322_0929', '2026-11-23 02:36:48.280582+00');
INSERT INTO public.django_migrations VALUES (21, 'axes', '0004_auto_20181024_1538', '2026-11-23 02:36:48.344587+00');
INSERT INTO public.django_migrations VALUES (22, 'axes', '0005_remove_accessattempt_trusted', '2026-11-23 02:36:48.374285+00');
INSERT INTO public.django_migrations VALUES (23, 'axes', '0006_remove_accesslog_trusted', '2026-11-23 02:36:48.39488+00');
INSERT INTO public.django_migrations VALUES (24, 'axes', '0007_alter_accessattempt_unique_together', '2026-11-23 02:36:48.466369+00');
INSERT INTO public.django_migrations VALUES (25, 'axes', '0008_accessfailurelog', '2026-11-23 02:36:48.579588+00');
INSERT INTO public.django_migrations VALUES (26, 'axes', '0009_add_session_hash', '2026-11-23 02:36:48.610247+00');
INSERT INTO public.django_migrations VALUES (27, 'axes', '0010_accessattemptexpiration', '2026-11-23 02:36:48.637701+00');
INSERT INTO public.django_migrations VALUES (28, 'ledger', '0001_initial', '2026-11-23 02:36:59.686753+00');
INSERT INTO public.django_migrations VALUES (29, 'sessions', '0001_initial', '2026-11-23 02:36:59.742773+00');

INSERT INTO public.ledger_accesslogentry VALUES (1, '2026-11-23 02:37:01.81723+00', 'decision', 'decision', 1, '', '', '', '{}', NULL, 1);

INSERT INTO public.ledger_alarm VALUES (1, 'silent', '2026-11-23 02:37:01.842139+00', '2026-11-23 02:37:01.842139+00', '2026-11-23 02:37:01.842139+00', NULL, 'Nothing has come.', NULL, NULL, 1);

INSERT INTO public.ledger_apitoken VALUES (1, 'ledger_1195d7ff', '2026-11-23 02:37:01.858873+00', '875b6b29058c974d6aae1157bed61035c05b0940c1418534755f43b2a3cf8424c5e611a91f1aef34bbfaf247becc1c45681edc11ed8991a66499c637899ce0c0', '2026-12-23 02:37:01.858265+00', 'Warehouse', NULL, NULL, 1, 1);

INSERT INTO public.ledger_balance VALUES (1, '2026-11-23 02:37:01.978113+00', 'points', NULL, 20, 1, 0, 200, NULL, 1);
INSERT INTO public.ledger_balance VALUES (2, '2026-11-23 02:37:01.978113+00', 'money', 'EUR', 20, 1, 0, NULL, 300000, 1);
INSERT INTO public.ledger_balance VALUES (3, '2026-11-23 02:37:01.978113+00', 'money', 'EUR', 18, 1, 0, NULL, 250000, 2);
INSERT INTO public.ledger_balance VALUES (4, '2026-11-23 02:37:01.978113+00', 'unused', 'EUR', 18, 1, 0, NULL, 50000, 2);

INSERT INTO public.ledger_campaign VALUES (3, 'camp_Pq3Rs5Tu7Vw9Xy1Za2Bc4De6', '{"name": "0 2025-03-19T08 Twelve fifty off", "name_folded": "0 2025-03-19T08 Twelve fifty off"}', 'Twelve fifty off', ' twelve fifty off', NULL, 1);
INSERT INTO public.ledger_campaign VALUES (1, 'camp_Hb6RtYw2QzLm8KvPc0NxJd4S', '{"name": "0 2025-03-20T12 Fjord Club", "name_folded": "0 2025-03-20T12 Fjord Club", "provider_kind": "0 2025-03-20T12 LOYALTY_PROGRAM"}', 'Fjord Club', ' fjord club', 'LOYALTY_PROGRAM', 1);
INSERT INTO public.ledger_campaign VALUES (5, 'camp_Vb7Nm9Qw1Er3Ty5Ui8Op0As2', '{"name": "0 2025-03-20T12 Fjord gift cards", "name_folded": "0 2025-03-20T12 Fjord gift cards"}', 'Fjord gift cards', ' fjord gift cards', NULL, 1);

INSERT INTO public.ledger_claimedreward VALUES (2, 'r_0f4c77b1e0942a3d58', '{"kind": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "title": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "value": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "status": "2 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "campaign": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "currency": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "customer": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "discount": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "metadata": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "reward_id": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "claimed_at": "2 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "redemption": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "reversed_at": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "tracking_id": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "loyalty_card": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "assignment_id": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "discount_type": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "provider_kind": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "granted_voucher": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "provider_status": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "claimed_at_precision": "2 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4"}', '12.50 off', 'discount', NULL, 'CAMPAIGN', 'rew_Ff8Gg9Hh0Jj1Kk2Ll3Zz4XxCc', 'rewa_Tt1Yy2Uu3Ii4Oo5Pp6Aa7SsDd', NULL, NULL, NULL, NULL, NULL, 12.5000, 'EUR', 'flat', 12.5000, NULL, NULL, NULL, 'track_Xy4+ZpLm8kQ/w==', NULL, '{"location_id": []}', 'reversed', 'ROLLED BACK', '2025-03-18 20:11:02.05+00', 'exact', '2025-03-19 08:00:01+00', NULL, 1, 1, NULL, 2, 1, 2, 1);
INSERT INTO public.ledger_claimedreward VALUES (3, 'r_0f4e58d30a7c6b9142', '{"kind": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "title": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "value": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "holder": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "points": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "status": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "campaign": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "currency": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "customer": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "metadata": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "reward_id": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "claimed_at": "2 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "redemption": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "tracking_id": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "loyalty_card": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "assignment_id": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "provider_kind": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "granted_voucher": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "provider_status": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "claimed_at_precision": "2 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2"}', 'Gift card, 30', 'gift_card', NULL, 'CAMPAIGN', 'rew_Jj2Hh1Gg0Ff9Dd8Ss7Aa6PpOo', 'rewa_Zz9Xx8Cc7Vv6Bb5Nn4Mm3LlKk', NULL, NULL, NULL, NULL, 1200, 30.0000, 'EUR', NULL, NULL, NULL, NULL, NULL, 'track_Xy4+ZpLm8kQ/w==', NULL, '{"location_id": []}', 'claimed', 'SUCCEEDED', '2025-03-20 12:00:07.3+00', 'exact', NULL, NULL, 1, 4, 1, 3, 1, 4, 1);
INSERT INTO public.ledger_claimedreward VALUES (4, 'code:81377:LL-FIX005', '{"kind": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "title": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "value": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "status": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "currency": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "customer": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "discount": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "claimed_at": "1 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "discount_type": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "provider_kind": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "granted_voucher": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "claimed_at_precision": "1 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5"}', '€5 off', 'discount', NULL, 'voucher', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 5.0000, 'EUR', 'flat', 5.0000, NULL, NULL, NULL, NULL, NULL, NULL, 'claimed', NULL, '2025-05-05 09:30:00+00', 'reported', NULL, NULL, NULL, 5, NULL, NULL, 2, 6, NULL);
INSERT INTO public.ledger_claimedreward VALUES (5, 'event:5b1e7c0a-2f63-4d8e-9a47-000000000002', '{"kind": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "title": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "value": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "status": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "currency": "1 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "customer": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "claimed_at": "1 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "provider_kind": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "granted_voucher": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "claimed_at_precision": "1 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299"}', '€25 gift card', 'gift_card', NULL, 'gift_card', NULL, NULL, NULL, NULL, NULL, NULL, NULL, 25.0000, 'EUR', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'claimed', NULL, '2025-05-03 18:00:00+00', 'reported', NULL, NULL, NULL, 6, NULL, NULL, 2, 7, NULL);
INSERT INTO public.ledger_claimedreward VALUES (1, 'r_0f4a9c21d7e8b05f66', '{"kind": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "title": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "points": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "status": "1 2026-11-23T02:37:01.815281Z staff:7fa21fa2-217d-4046-9771-ced7f490120d 29b1d73b", "campaign": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "currency": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "customer": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "metadata": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "order_id": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "order_ref": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "reward_id": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "claimed_at": "2 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "product_id": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "redemption": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "product_ref": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "tracking_id": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "loyalty_card": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "order_amount": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "product_name": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "assignment_id": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "provider_kind": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "provider_status": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "claimed_at_precision": "2 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82"}', 'Brass Reading Lamp', 'product', NULL, 'CAMPAIGN/MATERIAL', 'rew_Zx8CvBn3MaSd6FgHj1KlQwEr', 'rewa_q7XcVb2NmKl9PoIuYt4RewQa', 'prod_0f31c8a27be94d06', 'lamp-brass-s', 'Brass Reading Lamp', NULL, 300, NULL, 'EUR', NULL, NULL, 'ord_9LkJhGfDsAqWeRtYuIoPzXcV', 'WEB-20991', 74.5000, 'track_Xy4+ZpLm8kQ/w==', NULL, '{"location_id": []}', 'fulfilled', 'SUCCEEDED', '2025-03-14 17:42:09.611+00', 'exact', NULL, NULL, 1, 1, NULL, 1, 1, NULL, 1);
INSERT INTO public.ledger_claimedreward VALUES (6, 'event:body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1', '{"kind": "0 0001-01-01T00:00:00.000000Z body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1 c457958b", "title": "0 0001-01-01T00:00:00.000000Z body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1 c457958b", "status": "0 0001-01-01T00:00:00.000000Z body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1 c457958b", "customer": "0 0001-01-01T00:00:00.000000Z body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1 c457958b", "reward_id": "0 0001-01-01T00:00:00.000000Z body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1 c457958b", "claimed_at": "0 0001-01-01T00:00:00.000000Z body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1 c457958b", "claimed_at_precision": "0 0001-01-01T00:00:00.000000Z body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1 c457958b"}', 'signed-print', 'custom', NULL, NULL, '19', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'claimed', NULL, '2026-11-23 02:37:01.176213+00', 'received', NULL, NULL, NULL, 6, NULL, NULL, 2, NULL, NULL);

INSERT INTO public.ledger_customer VALUES (1, 'cust_7Qd0mFzKpX2vYhBn4tLs9wRa', '{"name": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "email": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "metadata": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "name_folded": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "merchant_ref": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2"}', 'nw-40117', 'Maya Lindqvist', ' maya lindqvist', 'maya.lindqvist@example.com', NULL, NULL, '{"region": "Skåne"}', 1);
INSERT INTO public.ledger_customer VALUES (4, 'cust_Zk3WbT8eUo1rGcNf6yHx5jMd', '{"name": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "metadata": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "name_folded": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "merchant_ref": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2"}', 'nw-40833', 'Tomáš Novotný', ' tomas novotny', NULL, NULL, NULL, '{}', 1);
INSERT INTO public.ledger_customer VALUES (5, '81377', '{"name": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "email": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "metadata": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "enrolled_at": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "name_folded": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "merchant_ref": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5"}', '7719007001', 'Yuki Arai', ' yuki arai', 'yuki@post.test', NULL, '2023-09-14 10:22:31+00', '{}', 2);
INSERT INTO public.ledger_customer VALUES (6, '81204', '{"name": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "tier": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "email": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "metadata": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "enrolled_at": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "name_folded": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "merchant_ref": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299"}', '7719004412', 'Inês Carvalho', ' ines carvalho', 'ines.carvalho@example.com', 'Silver', '2023-09-14 10:22:31+00', '{"shopify_source_url": "https://shop.example.com/"}', 2);

INSERT INTO public.ledger_decision VALUES (1, '7fa21fa2-217d-4046-9771-ced7f490120d', 'fulfilled', 'The till says so.', '2026-11-23 02:37:01.815281+00', 1, 1, NULL);

INSERT INTO public.ledger_inboundevent VALUES (1, 'evcus_0f4b00000000000001', '\x5d42bc82b27ee4bb2007f07858593d3cc337bb29981c16a3ef194af01de12cc2', 'customer.rewarded', 'recorded', 'webhook', 'r_0f4a9c21d7e8b05f66', '\x7b0a2020226964223a20227768735f306634613030303030303030303030303031222c0a20202270726f6a6563745f6964223a202270726f6a5f46376a5264433175222c0a202022637265617465645f6174223a2022323032352d30332d31345431373a34323a31322e3930335a222c0a20202274797065223a2022637573746f6d65722e7265776172646564222c0a20202264617461223a207b0a2020202022637573746f6d6572223a207b0a202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a202020202020226e616d65223a20224d617961204c696e647176697374222c0a20202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a20202020202022736f757263655f6964223a20226e772d3430313137222c0a202020202020226d65746164617461223a207b0a202020202020202022726567696f6e223a2022536bc3a56e65220a2020202020207d2c0a202020202020226f626a656374223a2022637573746f6d6572220a202020207d2c0a2020202022686f6c646572223a207b0a202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a202020202020226e616d65223a20224d617961204c696e647176697374222c0a20202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a20202020202022736f757263655f6964223a20226e772d3430313137222c0a202020202020226d65746164617461223a207b0a202020202020202022726567696f6e223a2022536bc3a56e65220a2020202020207d2c0a202020202020226f626a656374223a2022637573746f6d6572220a202020207d2c0a2020202022766f7563686572223a207b0a202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a20202020202022636f6465223a2022464a4f52442d384b324d222c0a202020202020226c6f79616c74795f63617264223a207b0a202020202020202022706f696e7473223a20313230302c0a20202020202020202262616c616e6365223a203930300a2020202020207d2c0a2020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202263616d706169676e223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022616374697665223a20747275652c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a20202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a20202020202022726564656d7074696f6e223a207b0a2020202020202020227175616e74697479223a206e756c6c2c0a20202020202020202272656465656d65645f7175616e74697479223a20332c0a20202020202020202272656465656d65645f706f696e7473223a203330300a2020202020207d2c0a202020202020226f626a656374223a2022766f7563686572220a202020207d2c0a202020202263616d706169676e223a207b0a202020202020226964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a202020202020226e616d65223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f74797065223a20224c4f59414c54595f50524f4752414d222c0a2020202020202274797065223a20224155544f5f555044415445222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022766f7563686572223a207b0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20300a20202020202020207d2c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20300a20202020202020207d0a2020202020207d2c0a202020202020226175746f5f6a6f696e223a20747275652c0a202020202020226a6f696e5f6f6e6365223a20747275652c0a20202020202022616374697665223a20747275652c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a30303a31312e3230343831315a222c0a202020202020226f626a656374223a202263616d706169676e220a202020207d2c0a2020202022726564656d7074696f6e223a207b0a202020202020226964223a2022725f306634613963323164376538623035663636222c0a20202020202022637573746f6d65725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202022747261636b696e675f6964223a2022747261636b5f5879342b5a704c6d386b512f773d3d222c0a2020202020202264617465223a2022323032352d30332d31345431373a34323a30392e3631313030305a222c0a20202020202022616d6f756e74223a203330302c0a202020202020226f72646572223a207b0a2020202020202020226964223a20226f72645f394c6b4a68476644734171576552745975496f507a586356222c0a202020202020202022736f757263655f6964223a20225745422d3230393931222c0a202020202020202022737461747573223a202250414944222c0a202020202020202022637573746f6d65725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202272656665727265725f6964223a206e756c6c2c0a202020202020202022616d6f756e74223a20373435302c0a202020202020202022746f74616c5f616d6f756e74223a20363935302c0a2020202020202020226974656d73223a205b0a202020202020202020207b0a202020202020202020202020226f626a656374223a20226f726465725f6974656d222c0a2020202020202020202020202270726f647563745f6964223a202270726f645f30663331633861323762303030303031222c0a202020202020202020202020227175616e74697479223a20312c0a20202020202020202020202022616d6f756e74223a20373435302c0a202020202020202020202020227072696365223a20373435300a202020202020202020207d0a20202020202020205d2c0a2020202020202020226d65746164617461223a207b7d2c0a202020202020202022637265617465645f6174223a2022323032352d30332d31345431373a34323a30392e3538383330315a222c0a2020202020202020226f626a656374223a20226f72646572220a2020202020207d2c0a20202020202022726577617264223a207b0a20202020202020202261737369676e6d656e745f6964223a2022726577615f713758635662324e6d4b6c39506f49755974345265775161222c0a20202020202020202270726f64756374223a207b0a20202020202020202020226964223a202270726f645f30663331633861323762653934643036222c0a2020202020202020202022736f757263655f6964223a20226c616d702d62726173732d73222c0a20202020202020202020226e616d65223a202242726173732052656164696e67204c616d70220a20202020202020207d2c0a2020202020202020226964223a20227265775f5a78384376426e334d615364364667486a314b6c51774572222c0a2020202020202020226f626a656374223a2022726577617264222c0a2020202020202020226e616d65223a2022476966742066726f6d207468652073686f70222c0a202020202020202022637573746f6d6572223a207b0a20202020202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202020226e616d65223a20224d617961204c696e647176697374222c0a2020202020202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a2020202020202020202022736f757263655f6964223a20226e772d3430313137222c0a20202020202020202020226d65746164617461223a207b0a20202020202020202020202022726567696f6e223a2022536bc3a56e65220a202020202020202020207d2c0a20202020202020202020226f626a656374223a2022637573746f6d6572220a20202020202020207d2c0a202020202020202022637265617465645f6174223a2022323032352d30322d30335430383a30323a30302e3530303030305a222c0a202020202020202022757064617465645f6174223a206e756c6c2c0a202020202020202022706172616d6574657273223a207b0a202020202020202020202270726f64756374223a207b0a202020202020202020202020226964223a202270726f645f30663331633861323762653934643036222c0a20202020202020202020202022736b755f6964223a206e756c6c0a202020202020202020207d0a20202020202020207d2c0a20202020202020202274797065223a20224d4154455249414c220a2020202020207d2c0a20202020202022637573746f6d6572223a207b0a2020202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202020226e616d65223a20224d617961204c696e647176697374222c0a202020202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a202020202020202022736f757263655f6964223a20226e772d3430313137222c0a2020202020202020226d65746164617461223a207b0a2020202020202020202022726567696f6e223a2022536bc3a56e65220a20202020202020207d2c0a2020202020202020226f626a656374223a2022637573746f6d6572220a2020202020207d2c0a20202020202022726573756c74223a202253554343455353222c0a20202020202022737461747573223a2022535543434545444544222c0a20202020202022766f7563686572223a207b0a2020202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a202020202020202022636f6465223a2022464a4f52442d384b324d222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20313230302c0a202020202020202020202262616c616e6365223a203930300a20202020202020207d2c0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a20202020202020202263616d706169676e223a2022466a6f726420436c7562222c0a20202020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a20202020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a202020202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202263617465676f72795f6964223a206e756c6c2c0a202020202020202022616374697665223a20747275652c0a202020202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a202020202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20332c0a202020202020202020202272656465656d65645f706f696e7473223a203330300a20202020202020207d2c0a2020202020202020226f626a656374223a2022766f7563686572220a2020202020207d2c0a202020202020226d65746164617461223a207b0a2020202020202020226c6f636174696f6e5f6964223a205b5d0a2020202020207d2c0a202020202020226f626a656374223a2022726564656d7074696f6e220a202020207d2c0a2020202022726577617264223a207b0a2020202020202261737369676e6d656e745f6964223a2022726577615f713758635662324e6d4b6c39506f49755974345265775161222c0a2020202020202270726f64756374223a207b0a2020202020202020226964223a202270726f645f30663331633861323762653934643036222c0a202020202020202022736f757263655f6964223a20226c616d702d62726173732d73222c0a2020202020202020226e616d65223a202242726173732052656164696e67204c616d70220a2020202020207d2c0a202020202020226964223a20227265775f5a78384376426e334d615364364667486a314b6c51774572222c0a202020202020226f626a656374223a2022726577617264222c0a202020202020226e616d65223a2022476966742066726f6d207468652073686f70222c0a2020202020202274797065223a202243414d504149474e220a202020207d2c0a2020202022726566657272616c5f74696572223a206e756c6c2c0a202020202262616c616e6365223a206e756c6c2c0a2020202022637573746f6d5f6576656e74223a206e756c6c2c0a2020202022637573746f6d65725f6576656e74223a206e756c6c0a20207d2c0a202022736f75726365223a207b0a20202020226964223a202277685f4e6e355474385272324565365777395171335979222c0a20202020226f626a656374223a2022776562686f6f6b222c0a20202020227461726765745f75726c223a202268747470733a2f2f6c65646765722e6578616d706c652e636f6d2f776562686f6f6b732f766f75636865726966792f666a6f72642f220a20207d2c0a2020226576656e74223a207b0a20202020226964223a202265766375735f306634623030303030303030303030303031222c0a202020202274797065223a2022637573746f6d65722e7265776172646564222c0a2020202022637265617465645f6174223a2022323032352d30332d31345431373a34323a31312e3837305a222c0a202020202267726f75705f6964223a2022762d306634633030303030303030303030303031222c0a20202020226576656e745f736f75726365223a207b0a202020202020226368616e6e656c223a2022494e5445524e414c220a202020207d2c0a2020202022656e746974795f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261220a20207d0a7d0a', '{}', NULL, '', 'EUR', '2025-03-14 17:42:11.87+00', '2026-11-23 02:37:01.009967+00', 0, '[]', 1, NULL);
INSERT INTO public.ledger_inboundevent VALUES (2, 'evred_0f4b00000000000029', '\x2eff53c463af9b25a69fd695c6450488bb9c6c7056826b0f122576e1ab309abc', 'redemption.rollback.succeeded', 'recorded', 'webhook', 'r_0f4c77b1e0942a3d58', '\x7b0a2020226964223a20227768735f306634613030303030303030303030303239222c0a20202270726f6a6563745f6964223a202270726f6a5f46376a5264433175222c0a202022637265617465645f6174223a2022323032352d30332d31395430383a30303a30322e3030305a222c0a20202274797065223a2022726564656d7074696f6e2e726f6c6c6261636b2e737563636565646564222c0a20202264617461223a207b0a2020202022686f6c646572223a206e756c6c2c0a2020202022766f7563686572223a207b0a202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a20202020202022636f6465223a2022464a4f52442d384b324d222c0a202020202020226c6f79616c74795f63617264223a207b0a202020202020202022706f696e7473223a20313230302c0a20202020202020202262616c616e6365223a203930300a2020202020207d2c0a2020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202263616d706169676e223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022616374697665223a20747275652c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a20202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a20202020202022726564656d7074696f6e223a207b0a2020202020202020227175616e74697479223a206e756c6c2c0a20202020202020202272656465656d65645f7175616e74697479223a20332c0a20202020202020202272656465656d65645f706f696e7473223a203330300a2020202020207d2c0a202020202020226f626a656374223a2022766f7563686572220a202020207d2c0a202020202263616d706169676e223a207b0a202020202020226964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a202020202020226e616d65223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f74797065223a20224c4f59414c54595f50524f4752414d222c0a2020202020202274797065223a20224155544f5f555044415445222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022766f7563686572223a207b0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20300a20202020202020207d2c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20300a20202020202020207d0a2020202020207d2c0a202020202020226175746f5f6a6f696e223a20747275652c0a202020202020226a6f696e5f6f6e6365223a20747275652c0a20202020202022616374697665223a20747275652c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a30303a31312e3230343831315a222c0a202020202020226f626a656374223a202263616d706169676e220a202020207d2c0a2020202022637573746f6d6572223a207b0a202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a202020202020226e616d65223a20224d617961204c696e647176697374222c0a20202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a20202020202022736f757263655f6964223a20226e772d3430313137222c0a202020202020226d65746164617461223a207b0a202020202020202022726567696f6e223a2022536bc3a56e65220a2020202020207d2c0a202020202020226f626a656374223a2022637573746f6d6572220a202020207d2c0a2020202022726564656d7074696f6e223a207b0a202020202020226964223a2022725f306634633737623165303934326133643538222c0a20202020202022637573746f6d65725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202022747261636b696e675f6964223a2022747261636b5f5879342b5a704c6d386b512f773d3d222c0a2020202020202264617465223a2022323032352d30332d31385432303a31313a30322e3035305a222c0a20202020202022616d6f756e74223a202d3530302c0a202020202020226f72646572223a206e756c6c2c0a20202020202022726577617264223a207b0a20202020202020202261737369676e6d656e745f6964223a2022726577615f5474315979325575334969344f6f3550703641613753734464222c0a202020202020202022766f7563686572223a207b0a20202020202020202020226964223a2022765f6232566e364d6b304c70587a3443713857734572315467596837556a496f3541222c0a2020202020202020202022636f6465223a2022534156452d374851322d5044222c0a2020202020202020202022646973636f756e74223a207b0a2020202020202020202020202274797065223a2022414d4f554e54222c0a20202020202020202020202022616d6f756e745f6f6666223a20313235302c0a20202020202020202020202022656666656374223a20224150504c595f544f5f4f52444552220a202020202020202020207d2c0a202020202020202020202274797065223a2022444953434f554e545f564f5543484552222c0a202020202020202020202263616d706169676e223a20225477656c7665206669667479206f6666222c0a202020202020202020202263616d706169676e5f6964223a202263616d705f5071335273355475375677395879315a6132426334446536222c0a2020202020202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202020202022616374697665223a20747275652c0a2020202020202020202022726564656d7074696f6e223a207b0a202020202020202020202020227175616e74697479223a20312c0a2020202020202020202020202272656465656d65645f7175616e74697479223a20300a202020202020202020207d2c0a202020202020202020202273746172745f64617465223a206e756c6c2c0a202020202020202020202265787069726174696f6e5f64617465223a2022323032352d30362d33305432313a35393a35392e3939395a222c0a20202020202020202020226f626a656374223a2022766f7563686572220a20202020202020207d2c0a2020202020202020226964223a20227265775f4666384767394868304a6a314b6b324c6c335a7a3458784363222c0a2020202020202020226f626a656374223a2022726577617264222c0a2020202020202020226e616d65223a202231322e3530206f6666222c0a20202020202020202274797065223a202243414d504149474e222c0a202020202020202022706172616d6574657273223a207b0a202020202020202020202263616d706169676e223a207b0a202020202020202020202020226964223a202263616d705f5071335273355475375677395879315a6132426334446536222c0a2020202020202020202020202274797065223a2022444953434f554e545f434f55504f4e53220a202020202020202020207d0a20202020202020207d0a2020202020207d2c0a20202020202022637573746f6d6572223a207b0a2020202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202020226e616d65223a20224d617961204c696e647176697374222c0a202020202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a202020202020202022736f757263655f6964223a20226e772d3430313137222c0a2020202020202020226d65746164617461223a207b0a2020202020202020202022726567696f6e223a2022536bc3a56e65220a20202020202020207d2c0a2020202020202020226f626a656374223a2022637573746f6d6572220a2020202020207d2c0a20202020202022726573756c74223a202253554343455353222c0a20202020202022737461747573223a2022524f4c4c4544204241434b222c0a20202020202022766f7563686572223a207b0a2020202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a202020202020202022636f6465223a2022464a4f52442d384b324d222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20313230302c0a202020202020202020202262616c616e6365223a203430300a20202020202020207d2c0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a20202020202020202263616d706169676e223a2022466a6f726420436c7562222c0a20202020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a20202020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a202020202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202263617465676f72795f6964223a206e756c6c2c0a202020202020202022616374697665223a20747275652c0a202020202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a202020202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20332c0a202020202020202020202272656465656d65645f706f696e7473223a203830300a20202020202020207d2c0a2020202020202020226f626a656374223a2022766f7563686572220a2020202020207d2c0a202020202020226d65746164617461223a207b0a2020202020202020226c6f636174696f6e5f6964223a205b5d0a2020202020207d2c0a202020202020226f626a656374223a2022726564656d7074696f6e220a202020207d2c0a2020202022726564656d7074696f6e5f726f6c6c6261636b223a207b0a202020202020226964223a202272725f306634633738633264336534663561366237222c0a2020202020202264617465223a2022323032352d30332d31395430383a30303a30312e3030305a222c0a202020202020226f72646572223a206e756c6c2c0a202020202020226f626a656374223a2022726564656d7074696f6e5f726f6c6c6261636b222c0a20202020202022726561736f6e223a206e756c6c2c0a20202020202022726573756c74223a202253554343455353222c0a20202020202022737461747573223a2022535543434545444544222c0a20202020202022766f7563686572223a207b0a2020202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a202020202020202022636f6465223a2022464a4f52442d384b324d222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20313230302c0a202020202020202020202262616c616e6365223a203930300a20202020202020207d2c0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a20202020202020202263616d706169676e223a2022466a6f726420436c7562222c0a20202020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a20202020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a202020202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202263617465676f72795f6964223a206e756c6c2c0a202020202020202022616374697665223a20747275652c0a202020202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a202020202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20332c0a202020202020202020202272656465656d65645f706f696e7473223a203330300a20202020202020207d2c0a2020202020202020226f626a656374223a2022766f7563686572220a2020202020207d2c0a20202020202022637573746f6d6572223a207b0a2020202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202020226e616d65223a20224d617961204c696e647176697374222c0a202020202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a202020202020202022736f757263655f6964223a20226e772d3430313137222c0a2020202020202020226d65746164617461223a207b0a2020202020202020202022726567696f6e223a2022536bc3a56e65220a20202020202020207d2c0a2020202020202020226f626a656374223a2022637573746f6d6572220a2020202020207d2c0a202020202020226d65746164617461223a206e756c6c2c0a20202020202022726564656d7074696f6e223a2022725f306634633737623165303934326133643538222c0a20202020202022637573746f6d65725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202022747261636b696e675f6964223a2022747261636b5f5879342b5a704c6d386b512f773d3d220a202020207d0a20207d2c0a202022736f75726365223a207b0a20202020226964223a202277685f4e6e355474385272324565365777395171335979222c0a20202020226f626a656374223a2022776562686f6f6b222c0a20202020227461726765745f75726c223a202268747470733a2f2f6c65646765722e6578616d706c652e636f6d2f776562686f6f6b732f766f75636865726966792f666a6f72642f220a20207d2c0a2020226576656e74223a207b0a20202020226964223a202265767265645f306634623030303030303030303030303239222c0a202020202274797065223a2022726564656d7074696f6e2e726f6c6c6261636b2e737563636565646564222c0a2020202022637265617465645f6174223a2022323032352d30332d31395430383a30303a30322e3030305a222c0a202020202267726f75705f6964223a2022762d306634633030303030303030303030303239222c0a20202020226576656e745f736f75726365223a207b0a202020202020226368616e6e656c223a2022494e5445524e414c220a202020207d0a20207d0a7d0a', '{}', NULL, '', 'EUR', '2025-03-19 08:00:02+00', '2026-11-23 02:37:01.010963+00', 0, '[]', 1, NULL);
INSERT INTO public.ledger_inboundevent VALUES (3, 'evcus_0f4b00000000000004', '\x694746a2c8f7730b30aed756969ceee309921b1b9dc223c428076d483209ee56', 'customer.rewarded', 'recorded', 'webhook', 'r_0f4e58d30a7c6b9142', '\x7b0a2020226964223a20227768735f306634613030303030303030303030303034222c0a20202270726f6a6563745f6964223a202270726f6a5f46376a5264433175222c0a202022637265617465645f6174223a2022323032352d30332d32305431323a30303a30392e3030305a222c0a20202274797065223a2022637573746f6d65722e7265776172646564222c0a20202264617461223a207b0a2020202022637573746f6d6572223a207b0a202020202020226964223a2022637573745f5a6b335762543865556f317247634e6636794878356a4d64222c0a202020202020226e616d65223a2022546f6dc3a1c5a1204e6f766f746ec3bd222c0a20202020202022656d61696c223a206e756c6c2c0a20202020202022736f757263655f6964223a20226e772d3430383333222c0a202020202020226d65746164617461223a207b7d2c0a202020202020226f626a656374223a2022637573746f6d6572220a202020207d2c0a2020202022686f6c646572223a207b0a202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a202020202020226e616d65223a20224d617961204c696e647176697374222c0a20202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a20202020202022736f757263655f6964223a20226e772d3430313137222c0a202020202020226d65746164617461223a207b0a202020202020202022726567696f6e223a2022536bc3a56e65220a2020202020207d2c0a202020202020226f626a656374223a2022637573746f6d6572220a202020207d2c0a2020202022766f7563686572223a207b0a202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a20202020202022636f6465223a2022464a4f52442d384b324d222c0a202020202020226c6f79616c74795f63617264223a207b0a202020202020202022706f696e7473223a20323430302c0a20202020202020202262616c616e6365223a203230300a2020202020207d2c0a2020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202263616d706169676e223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022616374697665223a20747275652c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a20202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a20202020202022726564656d7074696f6e223a207b0a2020202020202020227175616e74697479223a206e756c6c2c0a20202020202020202272656465656d65645f7175616e74697479223a20332c0a20202020202020202272656465656d65645f706f696e7473223a20323230300a2020202020207d2c0a202020202020226f626a656374223a2022766f7563686572220a202020207d2c0a202020202263616d706169676e223a207b0a202020202020226964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a202020202020226e616d65223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f74797065223a20224c4f59414c54595f50524f4752414d222c0a2020202020202274797065223a20224155544f5f555044415445222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022766f7563686572223a207b0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20300a20202020202020207d2c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20300a20202020202020207d0a2020202020207d2c0a202020202020226175746f5f6a6f696e223a20747275652c0a202020202020226a6f696e5f6f6e6365223a20747275652c0a20202020202022616374697665223a20747275652c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a30303a31312e3230343831315a222c0a202020202020226f626a656374223a202263616d706169676e220a202020207d2c0a2020202022726564656d7074696f6e223a207b0a202020202020226964223a2022725f306634653538643330613763366239313432222c0a20202020202022637573746f6d65725f6964223a2022637573745f5a6b335762543865556f317247634e6636794878356a4d64222c0a20202020202022747261636b696e675f6964223a2022747261636b5f5879342b5a704c6d386b512f773d3d222c0a2020202020202264617465223a2022323032352d30332d32305431323a30303a30372e3330305a222c0a20202020202022616d6f756e74223a20313230302c0a202020202020226f72646572223a206e756c6c2c0a20202020202022726577617264223a207b0a20202020202020202261737369676e6d656e745f6964223a2022726577615f5a7a395878384363375676364262354e6e344d6d334c6c4b6b222c0a202020202020202022766f7563686572223a207b0a20202020202020202020226964223a2022765f4e376d4b316c50356f4939755933745238655732714136734430664734684a7a222c0a2020202020202020202022636f6465223a2022474946542d353557512d4130222c0a202020202020202020202267696674223a207b0a20202020202020202020202022616d6f756e74223a20333030302c0a2020202020202020202020202262616c616e6365223a20333030302c0a20202020202020202020202022656666656374223a20224150504c595f544f5f4f52444552220a202020202020202020207d2c0a202020202020202020202274797065223a2022474946545f564f5543484552222c0a202020202020202020202263616d706169676e223a2022466a6f72642067696674206361726473222c0a202020202020202020202263616d706169676e5f6964223a202263616d705f5662374e6d395177314572335479355569384f7030417332222c0a2020202020202020202022686f6c6465725f6964223a2022637573745f5a6b335762543865556f317247634e6636794878356a4d64222c0a2020202020202020202022616374697665223a20747275652c0a20202020202020202020226f626a656374223a2022766f7563686572220a20202020202020207d2c0a2020202020202020226964223a20227265775f4a6a3248683147673046663944643853733741613650704f6f222c0a2020202020202020226f626a656374223a2022726577617264222c0a2020202020202020226e616d65223a20224769667420636172642c203330222c0a20202020202020202274797065223a202243414d504149474e222c0a202020202020202022706172616d6574657273223a207b0a202020202020202020202263616d706169676e223a207b0a202020202020202020202020226964223a202263616d705f5662374e6d395177314572335479355569384f7030417332222c0a2020202020202020202020202262616c616e6365223a20333030302c0a2020202020202020202020202274797065223a2022474946545f564f554348455253220a202020202020202020207d0a20202020202020207d0a2020202020207d2c0a20202020202022637573746f6d6572223a207b0a2020202020202020226964223a2022637573745f5a6b335762543865556f317247634e6636794878356a4d64222c0a2020202020202020226e616d65223a2022546f6dc3a1c5a1204e6f766f746ec3bd222c0a202020202020202022656d61696c223a206e756c6c2c0a202020202020202022736f757263655f6964223a20226e772d3430383333222c0a2020202020202020226d65746164617461223a207b7d2c0a2020202020202020226f626a656374223a2022637573746f6d6572220a2020202020207d2c0a20202020202022726573756c74223a202253554343455353222c0a20202020202022737461747573223a2022535543434545444544222c0a20202020202022766f7563686572223a207b0a2020202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a202020202020202022636f6465223a2022464a4f52442d384b324d222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20323430302c0a202020202020202020202262616c616e6365223a203230300a20202020202020207d2c0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a20202020202020202263616d706169676e223a2022466a6f726420436c7562222c0a20202020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a20202020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a202020202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202263617465676f72795f6964223a206e756c6c2c0a202020202020202022616374697665223a20747275652c0a202020202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a202020202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20332c0a202020202020202020202272656465656d65645f706f696e7473223a20323230300a20202020202020207d2c0a2020202020202020226f626a656374223a2022766f7563686572220a2020202020207d2c0a202020202020226d65746164617461223a207b0a2020202020202020226c6f636174696f6e5f6964223a205b5d0a2020202020207d2c0a202020202020226f626a656374223a2022726564656d7074696f6e220a202020207d2c0a2020202022726577617264223a207b0a2020202020202261737369676e6d656e745f6964223a2022726577615f5a7a395878384363375676364262354e6e344d6d334c6c4b6b222c0a20202020202022766f7563686572223a207b0a2020202020202020226964223a2022765f4e376d4b316c50356f4939755933745238655732714136734430664734684a7a222c0a202020202020202022636f6465223a2022474946542d353557512d4130222c0a20202020202020202267696674223a207b0a2020202020202020202022616d6f756e74223a20333030302c0a202020202020202020202262616c616e6365223a20333030302c0a2020202020202020202022656666656374223a20224150504c595f544f5f4f52444552220a20202020202020207d2c0a20202020202020202274797065223a2022474946545f564f5543484552222c0a20202020202020202263616d706169676e223a2022466a6f72642067696674206361726473222c0a20202020202020202263616d706169676e5f6964223a202263616d705f5662374e6d395177314572335479355569384f7030417332222c0a202020202020202022686f6c6465725f6964223a2022637573745f5a6b335762543865556f317247634e6636794878356a4d64222c0a202020202020202022616374697665223a20747275652c0a2020202020202020226f626a656374223a2022766f7563686572220a2020202020207d2c0a202020202020226964223a20227265775f4a6a3248683147673046663944643853733741613650704f6f222c0a202020202020226f626a656374223a2022726577617264222c0a202020202020226e616d65223a20224769667420636172642c203330222c0a2020202020202274797065223a202243414d504149474e222c0a20202020202022706172616d6574657273223a207b0a20202020202020202263616d706169676e223a207b0a20202020202020202020226964223a202263616d705f5662374e6d395177314572335479355569384f7030417332222c0a202020202020202020202262616c616e6365223a20333030302c0a202020202020202020202274797065223a2022474946545f564f554348455253220a20202020202020207d0a2020202020207d0a202020207d2c0a2020202022726566657272616c5f74696572223a206e756c6c2c0a202020202262616c616e6365223a206e756c6c2c0a2020202022637573746f6d5f6576656e74223a206e756c6c2c0a2020202022637573746f6d65725f6576656e74223a206e756c6c0a20207d2c0a202022736f75726365223a207b0a20202020226964223a202277685f4e6e355474385272324565365777395171335979222c0a20202020226f626a656374223a2022776562686f6f6b222c0a20202020227461726765745f75726c223a202268747470733a2f2f6c65646765722e6578616d706c652e636f6d2f776562686f6f6b732f766f75636865726966792f666a6f72642f220a20207d2c0a2020226576656e74223a207b0a20202020226964223a202265766375735f306634623030303030303030303030303034222c0a202020202274797065223a2022637573746f6d65722e7265776172646564222c0a2020202022637265617465645f6174223a2022323032352d30332d32305431323a30303a30392e3030305a222c0a202020202267726f75705f6964223a2022762d306634633030303030303030303030303034222c0a20202020226576656e745f736f75726365223a207b0a202020202020226368616e6e656c223a2022494e5445524e414c220a202020207d0a20207d0a7d0a', '{}', NULL, '', 'EUR', '2025-03-20 12:00:09+00', '2026-11-23 02:37:01.011531+00', 0, '[]', 1, NULL);
INSERT INTO public.ledger_inboundevent VALUES (4, '5b1e7c0a-2f63-4d8e-9a47-000000000005', '\x4e0ae5d5946b6ca97afa62a5992c1b4ea0f2a39c1db9db6aa4aae972b579bd0f', 'program_events/customer.claimed_reward', 'recorded', 'webhook', 'code:81377:LL-FIX005', '\x7b0a2020226964223a202235623165376330612d326636332d346438652d396134372d303030303030303030303035222c0a202022746f706963223a202270726f6772616d5f6576656e74732f637573746f6d65722e636c61696d65645f726577617264222c0a202022637265617465645f6174223a2022323032352d30352d30355430393a33303a30302e3030305a222c0a2020227061796c6f6164223a207b0a202020202270726f70657274696573223a207b0a202020202020227469746c65223a2022e282ac35206f6666222c0a20202020202022637573746f6d6572223a207b0a2020202020202020226964223a2038313337372c0a2020202020202020226d65726368616e745f6964223a202237373139303037303031222c0a202020202020202022656d61696c223a202279756b6940706f73742e74657374222c0a202020202020202022706f696e74735f617070726f766564223a203734302c0a202020202020202022706f696e74735f70656e64696e67223a20302c0a202020202020202022706f696e74735f7370656e74223a20313530302c0a202020202020202022726577617264735f636c61696d6564223a20332c0a20202020202020202270726f70657274696573223a207b0a202020202020202020202266697273745f6e616d65223a202259756b69222c0a20202020202020202020226c6173745f6e616d65223a202241726169220a20202020202020207d2c0a2020202020202020226d65746164617461223a207b7d2c0a2020202020202020226269727468646179223a2022313938382d30372d3032222c0a202020202020202022626c6f636b6564223a2066616c73652c0a2020202020202020226775657374223a2066616c73652c0a202020202020202022656e726f6c6c6564223a20747275652c0a202020202020202022656e726f6c6c65645f6174223a2022323032332d30392d31345431303a32323a33312e3030305a222c0a202020202020202022726566657272616c5f6964223a206e756c6c2c0a20202020202020202272656665727265645f6279223a206e756c6c2c0a2020202020202020226c6f79616c74795f746965725f6d656d62657273686970223a206e756c6c2c0a202020202020202022696e7369676874735f7365676d656e74223a20224c6f79616c222c0a202020202020202022726566657272616c5f75726c223a206e756c6c2c0a202020202020202022637265617465645f6174223a2022323032332d30392d31345431303a32323a33302e3030305a222c0a202020202020202022757064617465645f6174223a2022323032352d30352d30325430383a31353a34302e3030305a220a2020202020207d2c0a202020202020227265776172645f74797065223a2022766f7563686572222c0a20202020202022766f75636865725f636f6465223a20224c4c2d464958303035222c0a20202020202022646973636f756e745f74797065223a20226669786564222c0a20202020202022646973636f756e745f616d6f756e74223a20350a202020207d0a20207d0a7d0a', '{}', NULL, '', 'EUR', '2025-05-05 09:30:00+00', '2026-11-23 02:37:01.129452+00', 0, '[]', 2, NULL);
INSERT INTO public.ledger_inboundevent VALUES (5, '5b1e7c0a-2f63-4d8e-9a47-000000000002', '\xf64ef2992682a14dfc972cf99e099d164f36d7fc243da4a3a98bfe7fd967522e', 'program_events/customer.claimed_reward', 'recorded', 'webhook', 'event:5b1e7c0a-2f63-4d8e-9a47-000000000002', '\x7b0a2020226964223a202235623165376330612d326636332d346438652d396134372d303030303030303030303032222c0a202022746f706963223a202270726f6772616d5f6576656e74732f637573746f6d65722e636c61696d65645f726577617264222c0a202022637265617465645f6174223a2022323032352d30352d30335431383a30303a30302e3030305a222c0a2020227061796c6f6164223a207b0a202020202270726f70657274696573223a207b0a202020202020227469746c65223a2022e282ac323520676966742063617264222c0a20202020202022637573746f6d6572223a207b0a2020202020202020226964223a2038313230342c0a2020202020202020226d65726368616e745f6964223a202237373139303034343132222c0a202020202020202022656d61696c223a2022696e65732e63617276616c686f406578616d706c652e636f6d222c0a202020202020202022706f696e74735f617070726f766564223a203734302c0a202020202020202022706f696e74735f70656e64696e67223a20302c0a202020202020202022706f696e74735f7370656e74223a20313530302c0a202020202020202022726577617264735f636c61696d6564223a20332c0a20202020202020202270726f70657274696573223a207b0a20202020202020202020226e616d65223a2022496ec3aa732043617276616c686f220a20202020202020207d2c0a2020202020202020226d65746164617461223a207b0a202020202020202020202273686f706966795f736f757263655f75726c223a202268747470733a2f2f73686f702e6578616d706c652e636f6d2f220a20202020202020207d2c0a2020202020202020226269727468646179223a2022313938382d30372d3032222c0a202020202020202022626c6f636b6564223a2066616c73652c0a2020202020202020226775657374223a2066616c73652c0a202020202020202022656e726f6c6c6564223a20747275652c0a202020202020202022656e726f6c6c65645f6174223a2022323032332d30392d31345431303a32323a33312e3030305a222c0a202020202020202022726566657272616c5f6964223a206e756c6c2c0a20202020202020202272656665727265645f6279223a206e756c6c2c0a2020202020202020226c6f79616c74795f746965725f6d656d62657273686970223a207b0a2020202020202020202022737461727465645f6174223a2022323032342d30312d30355430303a30303a30302e3030305a222c0a2020202020202020202022657870697265735f6174223a206e756c6c2c0a20202020202020202020226d616e75616c223a2066616c73652c0a20202020202020202020226c6f79616c74795f74696572223a207b0a202020202020202020202020226964223a203331312c0a202020202020202020202020226e616d65223a202253696c766572222c0a20202020202020202020202022706f736974696f6e223a20312c0a2020202020202020202020202264656661756c74223a2066616c73652c0a2020202020202020202020202268696464656e223a2066616c73652c0a202020202020202020202020226c6f7765725f626f756e64223a20223230302e3031222c0a2020202020202020202020202275707065725f626f756e64223a20223430302e3030220a202020202020202020207d0a20202020202020207d2c0a202020202020202022696e7369676874735f7365676d656e74223a20224c6f79616c222c0a202020202020202022726566657272616c5f75726c223a206e756c6c2c0a202020202020202022637265617465645f6174223a2022323032332d30392d31345431303a32323a33302e3030305a222c0a202020202020202022757064617465645f6174223a2022323032352d30352d30325430383a31353a34302e3030305a220a2020202020207d2c0a202020202020227265776172645f74797065223a2022676966745f63617264222c0a20202020202022676966745f636172645f6c6173745f63686172616374657273223a20223951345a222c0a2020202020202263757272656e6379223a2022657572222c0a20202020202022696e697469616c5f76616c7565223a2032352c0a2020202020202262616c616e6365223a2032350a202020207d0a20207d0a7d0a', '{}', NULL, '', 'EUR', '2025-05-03 18:00:00+00', '2026-11-23 02:37:01.129739+00', 0, '[]', 2, NULL);
INSERT INTO public.ledger_inboundevent VALUES (6, 'transaction:900230', '\x1a2a1dd3d1167c7d3354abd6ad14ff7db71f55b32e9c6b46982ee7018e1feae4', 'transactions/activity', 'ignored', 'webhook', '', '\x7b0a2020226964223a203930303233302c0a202022637573746f6d6572223a207b0a20202020226964223a2038313230342c0a20202020226d65726368616e745f6964223a202237373139303034343132222c0a2020202022656d61696c223a2022696e65732e63617276616c686f406578616d706c652e636f6d222c0a2020202022706f696e74735f617070726f766564223a203734302c0a2020202022706f696e74735f70656e64696e67223a20302c0a2020202022706f696e74735f7370656e74223a20313530300a20207d2c0a202022706f696e74735f617070726f766564223a203132302c0a202022706f696e74735f70656e64696e67223a20302c0a202022637265617465645f6174223a2022323032352d30362d30335430393a35393a35392e3030305a222c0a2020227265736f75726365223a20226163746976697479222c0a2020226163746976697479223a207b0a20202020226964223a20343431312c0a20202020226d65726368616e745f6964223a20226f726465722d35353231222c0a202020202276616c7565223a2036302c0a20202020227374617465223a2022617070726f766564222c0a202020202272756c65223a207b0a202020202020226964223a20372c0a202020202020226e616d65223a20227075726368617365222c0a202020202020227469746c65223a202242757920736f6d657468696e67220a202020207d0a20207d2c0a202022636c61696d65645f726577617264223a206e756c6c0a7d0a', '{}', NULL, '', 'EUR', '2025-06-03 09:59:59+00', '2026-11-23 02:37:01.129838+00', 0, '[]', 2, NULL);
INSERT INTO public.ledger_inboundevent VALUES (7, 'body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1', '\xc457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825', 'rewards/store_fulfilment', 'recorded', 'webhook', 'event:body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:1', '\x7b0a20202274657374223a2066616c73652c0a2020227265776172645f6964223a2031392c0a2020227265776172645f6964656e746966696572223a20227369676e65642d7072696e74222c0a202022637573746f6d65725f6964223a2038313230342c0a202022637573746f6d65725f6d65726368616e745f6964223a20373731393030343431322c0a202022637573746f6d65725f656d61696c223a2022696e65732e63617276616c686f406578616d706c652e636f6d220a7d0a', '{"x-loyaltylion-topic": "rewards/store_fulfilment"}', NULL, '', 'EUR', NULL, '2026-11-23 02:37:01.176213+00', 0, '[]', 2, NULL);
INSERT INTO public.ledger_inboundevent VALUES (9, 'body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:2', '\xc457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825', 'rewards/store_fulfilment', 'held', 'webhook', 'event:body:c457958bcd31dec4fdb0cd7233d4d5355eb04926dcaeefcb68a4c5d67c56f825:2', '\x7b0a20202274657374223a2066616c73652c0a2020227265776172645f6964223a2031392c0a2020227265776172645f6964656e746966696572223a20227369676e65642d7072696e74222c0a202022637573746f6d65725f6964223a2038313230342c0a202022637573746f6d65725f6d65726368616e745f6964223a20373731393030343431322c0a202022637573746f6d65725f656d61696c223a2022696e65732e63617276616c686f406578616d706c652e636f6d220a7d0a', '{"x-loyaltylion-topic": "rewards/store_fulfilment"}', NULL, '', 'EUR', NULL, '2026-11-23 02:37:01.190471+00', 0, '[]', 2, NULL);
INSERT INTO public.ledger_inboundevent VALUES (10, 'body:b77e265233af6485360c3fb1d17930a30d05b8a808411fc4ee148869bb00ac36:1', '\xb77e265233af6485360c3fb1d17930a30d05b8a808411fc4ee148869bb00ac36', '', 'failed', 'webhook', '', '\x3c623e6e6f204a534f4e3c2f623e', '{}', NULL, '', 'EUR', NULL, '2026-11-23 02:37:01.206373+00', 0, '["$: not JSON: expected value at line 1 column 1"]', 2, NULL);
INSERT INTO public.ledger_inboundevent VALUES (11, 'evvou_0f4b00000000000115', '\xa599caab32263901f00f08c7c5e50790589a7a1090ad8c4e44533f9b85c0ba5f', 'voucher.loyalty_card.transaction.created', 'recorded', 'webhook', '', '\x7b0a2020226964223a20227768735f306634613030303030303030303030313135222c0a20202270726f6a6563745f6964223a202270726f6a5f46376a5264433175222c0a202022637265617465645f6174223a2022323032352d30332d31305430393a30303a30302e3930305a222c0a20202274797065223a2022766f75636865722e6c6f79616c74795f636172642e7472616e73616374696f6e2e63726561746564222c0a20202264617461223a207b0a20202020227472616e73616374696f6e223a207b0a202020202020226964223a20227674785f306662303030303030303030303030303031222c0a20202020202022736f757263655f6964223a206e756c6c2c0a20202020202022766f75636865725f6964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a2020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a20202020202022736f75726365223a2022415049222c0a20202020202022726561736f6e223a206e756c6c2c0a2020202020202274797065223a2022504f494e54535f4143435255414c222c0a2020202020202264657461696c73223a207b0a20202020202020202262616c616e6365223a207b0a202020202020202020202274797065223a20226c6f79616c74795f63617264222c0a2020202020202020202022746f74616c223a20313230302c0a20202020202020202020226f626a656374223a202262616c616e6365222c0a2020202020202020202022706f696e7473223a203132302c0a202020202020202020202262616c616e6365223a203930302c0a202020202020202020202272656c617465645f6f626a656374223a207b0a202020202020202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a2020202020202020202020202274797065223a2022766f7563686572220a202020202020202020207d0a20202020202020207d2c0a2020202020202020226f72646572223a207b0a20202020202020202020226964223a20226f72645f416131222c0a2020202020202020202022736f757263655f6964223a206e756c6c0a20202020202020207d2c0a2020202020202020226576656e74223a207b0a20202020202020202020226964223a202265766375735f306634643030303030303030303030303039222c0a202020202020202020202274797065223a2022637573746f6d65722e6f726465722e70616964220a20202020202020207d2c0a2020202020202020226561726e696e675f72756c65223a207b0a20202020202020202020226964223a202265726e5f416131222c0a2020202020202020202022736f75726365223a207b0a2020202020202020202020202262616e6e6572223a202254656e20706f696e74732061206575726f220a202020202020202020207d0a20202020202020207d0a2020202020207d2c0a2020202020202272656c617465645f7472616e73616374696f6e5f6964223a206e756c6c2c0a20202020202022637265617465645f6174223a2022323032352d30332d31305430393a30303a30302e3630385a220a202020207d2c0a2020202022766f7563686572223a207b0a202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a20202020202022636f6465223a2022464a4f52442d384b324d222c0a202020202020226c6f79616c74795f63617264223a207b0a202020202020202022706f696e7473223a20313230302c0a20202020202020202262616c616e6365223a203930300a2020202020207d2c0a2020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202263616d706169676e223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022616374697665223a20747275652c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a20202020202022757064617465645f6174223a2022323032352d30332d31305430393a30303a30302e3630385a222c0a20202020202022726564656d7074696f6e223a207b0a2020202020202020227175616e74697479223a206e756c6c2c0a20202020202020202272656465656d65645f7175616e74697479223a20332c0a20202020202020202272656465656d65645f706f696e7473223a203830300a2020202020207d2c0a202020202020226f626a656374223a2022766f7563686572220a202020207d2c0a202020202263616d706169676e223a207b0a202020202020226964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a202020202020226e616d65223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f74797065223a20224c4f59414c54595f50524f4752414d222c0a2020202020202274797065223a20224155544f5f555044415445222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a202020202020226f626a656374223a202263616d706169676e220a202020207d2c0a2020202022686f6c646572223a207b0a202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a202020202020226e616d65223a20224d617961204c696e647176697374222c0a20202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a20202020202022736f757263655f6964223a20226e772d3430313137222c0a202020202020226d65746164617461223a207b0a202020202020202022726567696f6e223a2022536bc3a56e65220a2020202020207d2c0a202020202020226f626a656374223a2022637573746f6d6572220a202020207d2c0a2020202022686f6c6465725f6c6f79616c74795f74696572223a206e756c6c2c0a202020202262616c616e6365223a207b0a2020202020202274797065223a20226c6f79616c74795f63617264222c0a20202020202022746f74616c223a20313230302c0a202020202020226f626a656374223a202262616c616e6365222c0a20202020202022706f696e7473223a203132302c0a2020202020202262616c616e6365223a203930302c0a2020202020202272656c617465645f6f626a656374223a207b0a2020202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a20202020202020202274797065223a2022766f7563686572220a2020202020207d0a202020207d2c0a20202020226f72646572223a206e756c6c2c0a20202020226576656e74223a207b0a202020202020226964223a202265766375735f306634643030303030303030303030303039222c0a2020202020202274797065223a2022637573746f6d65722e6f726465722e70616964220a202020207d2c0a20202020226561726e696e675f72756c65223a206e756c6c2c0a20202020227365676d656e74223a206e756c6c2c0a20202020226c6f79616c74795f74696572223a206e756c6c2c0a2020202022726564656d7074696f6e223a206e756c6c2c0a2020202022726f6c6c6261636b223a206e756c6c2c0a2020202022726577617264223a206e756c6c2c0a2020202022637573746f6d5f6576656e74223a206e756c6c2c0a2020202022736f757263655f766f7563686572223a206e756c6c2c0a202020202264657374696e6174696f6e5f766f7563686572223a206e756c6c0a20207d2c0a202022736f75726365223a207b0a20202020226964223a202277685f4e6e355474385272324565365777395171335979222c0a20202020226f626a656374223a2022776562686f6f6b222c0a20202020227461726765745f75726c223a202268747470733a2f2f6c65646765722e6578616d706c652e636f6d2f776562686f6f6b732f766f75636865726966792f666a6f72642f220a20207d2c0a2020226576656e74223a207b0a20202020226964223a20226576766f755f306634623030303030303030303030313135222c0a202020202274797065223a2022766f75636865722e6c6f79616c74795f636172642e7472616e73616374696f6e2e63726561746564222c0a2020202022637265617465645f6174223a2022323032352d30332d31305430393a30303a30302e3930305a222c0a202020202267726f75705f6964223a2022762d306634633030303030303030303030313135222c0a20202020226576656e745f736f75726365223a207b0a202020202020226368616e6e656c223a2022494e5445524e414c220a202020207d0a20207d0a7d0a', '{}', NULL, '', 'EUR', '2025-03-10 09:00:00.9+00', '2026-11-23 02:37:01.21927+00', 0, '[]', 1, NULL);
INSERT INTO public.ledger_inboundevent VALUES (12, 'staff:7fa21fa2-217d-4046-9771-ced7f490120d', '\x29b1d73b805a09dc2c4a5ef81c5e354617edb6bc509b4f91781b15934945d27f', 'staff.fulfilled', 'recorded', 'staff', 'r_0f4a9c21d7e8b05f66', '\x7b226465636973696f6e223a2237666132316661322d323137642d343034362d393737312d636564376634393031323064222c2276657264696374223a2266756c66696c6c6564222c22636c61696d223a22725f306634613963323164376538623035663636222c22646563696465645f6174223a22323032362d31312d32335430323a33373a30312e3831353238312b30303a3030222c22617574686f72223a317d', '{}', NULL, '', 'EUR', '2026-11-23 02:37:01.815281+00', '2026-11-23 02:37:01.819198+00', 0, '[]', 1, NULL);
INSERT INTO public.ledger_inboundevent VALUES (13, 'evcus_0f4b00000000000001', '\x142955277d3b1ac59de92a7828fb7bfd754f027c79ae8bf3aa1a8da21ed69262', 'customer.rewarded', 'failed', 'webhook', '', '\x7b0a2020226964223a20227768735f306634613030303030303030303030303031222c0a20202270726f6a6563745f6964223a202270726f6a5f46376a5264433175222c0a202022637265617465645f6174223a2022323032352d30332d31345431373a34323a31322e3930335a222c0a20202274797065223a2022637573746f6d65722e7265776172646564222c0a20202264617461223a207b0a2020202022637573746f6d6572223a207b0a202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a202020202020226e616d65223a20224d617961204c696e647176697374222c0a20202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a20202020202022736f757263655f6964223a20226e772d3430313137222c0a202020202020226d65746164617461223a207b0a202020202020202022726567696f6e223a2022536bc3a56e65220a2020202020207d2c0a202020202020226f626a656374223a2022637573746f6d6572220a202020207d2c0a2020202022686f6c646572223a207b0a202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a202020202020226e616d65223a20224d617961204c696e647176697374222c0a20202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a20202020202022736f757263655f6964223a20226e772d3430313137222c0a202020202020226d65746164617461223a207b0a202020202020202022726567696f6e223a2022536bc3a56e65220a2020202020207d2c0a202020202020226f626a656374223a2022637573746f6d6572220a202020207d2c0a2020202022766f7563686572223a207b0a202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a20202020202022636f6465223a2022464a4f52442d384b324d222c0a202020202020226c6f79616c74795f63617264223a207b0a202020202020202022706f696e7473223a20313230302c0a20202020202020202262616c616e6365223a203930300a2020202020207d2c0a2020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202263616d706169676e223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022616374697665223a20747275652c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a20202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a20202020202022726564656d7074696f6e223a207b0a2020202020202020227175616e74697479223a206e756c6c2c0a20202020202020202272656465656d65645f7175616e74697479223a20332c0a20202020202020202272656465656d65645f706f696e7473223a203330300a2020202020207d2c0a202020202020226f626a656374223a2022766f7563686572220a202020207d2c0a202020202263616d706169676e223a207b0a202020202020226964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a202020202020226e616d65223a2022466a6f726420436c7562222c0a2020202020202263616d706169676e5f74797065223a20224c4f59414c54595f50524f4752414d222c0a2020202020202274797065223a20224155544f5f555044415445222c0a2020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a20202020202022766f7563686572223a207b0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20300a20202020202020207d2c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20300a20202020202020207d0a2020202020207d2c0a202020202020226175746f5f6a6f696e223a20747275652c0a202020202020226a6f696e5f6f6e6365223a20747275652c0a20202020202022616374697665223a20747275652c0a2020202020202263617465676f72795f6964223a206e756c6c2c0a20202020202022637265617465645f6174223a2022323032352d30322d30335430383a30303a31312e3230343831315a222c0a202020202020226f626a656374223a202263616d706169676e220a202020207d2c0a2020202022726564656d7074696f6e223a207b0a202020202020226964223a2022725f306634613963323164376538623035663631222c0a20202020202022637573746f6d65725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202022747261636b696e675f6964223a2022747261636b5f5879342b5a704c6d386b512f773d3d222c0a2020202020202264617465223a2022323032352d30332d31345431373a34323a30392e3631313030305a222c0a20202020202022616d6f756e74223a203330302c0a202020202020226f72646572223a207b0a2020202020202020226964223a20226f72645f394c6b4a68476644734171576552745975496f507a586356222c0a202020202020202022736f757263655f6964223a20225745422d3230393931222c0a202020202020202022737461747573223a202250414944222c0a202020202020202022637573746f6d65725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202272656665727265725f6964223a206e756c6c2c0a202020202020202022616d6f756e74223a20373435302c0a202020202020202022746f74616c5f616d6f756e74223a20363935302c0a2020202020202020226974656d73223a205b0a202020202020202020207b0a202020202020202020202020226f626a656374223a20226f726465725f6974656d222c0a2020202020202020202020202270726f647563745f6964223a202270726f645f30663331633861323762303030303031222c0a202020202020202020202020227175616e74697479223a20312c0a20202020202020202020202022616d6f756e74223a20373435302c0a202020202020202020202020227072696365223a20373435300a202020202020202020207d0a20202020202020205d2c0a2020202020202020226d65746164617461223a207b7d2c0a202020202020202022637265617465645f6174223a2022323032352d30332d31345431373a34323a30392e3538383330315a222c0a2020202020202020226f626a656374223a20226f72646572220a2020202020207d2c0a20202020202022726577617264223a207b0a20202020202020202261737369676e6d656e745f6964223a2022726577615f713758635662324e6d4b6c39506f49755974345265775161222c0a20202020202020202270726f64756374223a207b0a20202020202020202020226964223a202270726f645f30663331633861323762653934643036222c0a2020202020202020202022736f757263655f6964223a20226c616d702d62726173732d73222c0a20202020202020202020226e616d65223a202242726173732052656164696e67204c616d70220a20202020202020207d2c0a2020202020202020226964223a20227265775f5a78384376426e334d615364364667486a314b6c51774572222c0a2020202020202020226f626a656374223a2022726577617264222c0a2020202020202020226e616d65223a2022476966742066726f6d207468652073686f70222c0a202020202020202022637573746f6d6572223a207b0a20202020202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202020226e616d65223a20224d617961204c696e647176697374222c0a2020202020202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a2020202020202020202022736f757263655f6964223a20226e772d3430313137222c0a20202020202020202020226d65746164617461223a207b0a20202020202020202020202022726567696f6e223a2022536bc3a56e65220a202020202020202020207d2c0a20202020202020202020226f626a656374223a2022637573746f6d6572220a20202020202020207d2c0a202020202020202022637265617465645f6174223a2022323032352d30322d30335430383a30323a30302e3530303030305a222c0a202020202020202022757064617465645f6174223a206e756c6c2c0a202020202020202022706172616d6574657273223a207b0a202020202020202020202270726f64756374223a207b0a202020202020202020202020226964223a202270726f645f30663331633861323762653934643036222c0a20202020202020202020202022736b755f6964223a206e756c6c0a202020202020202020207d0a20202020202020207d2c0a20202020202020202274797065223a20224d4154455249414c220a2020202020207d2c0a20202020202022637573746f6d6572223a207b0a2020202020202020226964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a2020202020202020226e616d65223a20224d617961204c696e647176697374222c0a202020202020202022656d61696c223a20226d6179612e6c696e647176697374406578616d706c652e636f6d222c0a202020202020202022736f757263655f6964223a20226e772d3430313137222c0a2020202020202020226d65746164617461223a207b0a2020202020202020202022726567696f6e223a2022536bc3a56e65220a20202020202020207d2c0a2020202020202020226f626a656374223a2022637573746f6d6572220a2020202020207d2c0a20202020202022726573756c74223a202253554343455353222c0a20202020202022737461747573223a2022535543434545444544222c0a20202020202022766f7563686572223a207b0a2020202020202020226964223a2022765f7435476d5872394c77507131597a4b6537486256644e63334a66416f55733869222c0a202020202020202022636f6465223a2022464a4f52442d384b324d222c0a2020202020202020226c6f79616c74795f63617264223a207b0a2020202020202020202022706f696e7473223a20313230302c0a202020202020202020202262616c616e6365223a203930300a20202020202020207d2c0a20202020202020202274797065223a20224c4f59414c54595f43415244222c0a20202020202020202263616d706169676e223a2022466a6f726420436c7562222c0a20202020202020202263616d706169676e5f6964223a202263616d705f4862365274597732517a4c6d384b765063304e784a643453222c0a20202020202020202269735f726566657272616c5f636f6465223a2066616c73652c0a202020202020202022686f6c6465725f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261222c0a20202020202020202263617465676f72795f6964223a206e756c6c2c0a202020202020202022616374697665223a20747275652c0a202020202020202022637265617465645f6174223a2022323032352d30322d30335430383a31343a35322e3031373030305a222c0a202020202020202022757064617465645f6174223a2022323032352d30332d31345431373a34323a30392e3633303131325a222c0a202020202020202022726564656d7074696f6e223a207b0a20202020202020202020227175616e74697479223a206e756c6c2c0a202020202020202020202272656465656d65645f7175616e74697479223a20332c0a202020202020202020202272656465656d65645f706f696e7473223a203330300a20202020202020207d2c0a2020202020202020226f626a656374223a2022766f7563686572220a2020202020207d2c0a202020202020226d65746164617461223a207b0a2020202020202020226c6f636174696f6e5f6964223a205b5d0a2020202020207d2c0a202020202020226f626a656374223a2022726564656d7074696f6e220a202020207d2c0a2020202022726577617264223a207b0a2020202020202261737369676e6d656e745f6964223a2022726577615f713758635662324e6d4b6c39506f49755974345265775161222c0a2020202020202270726f64756374223a207b0a2020202020202020226964223a202270726f645f30663331633861323762653934643036222c0a202020202020202022736f757263655f6964223a20226c616d702d62726173732d73222c0a2020202020202020226e616d65223a202242726173732052656164696e67204c616d70220a2020202020207d2c0a202020202020226964223a20227265775f5a78384376426e334d615364364667486a314b6c51774572222c0a202020202020226f626a656374223a2022726577617264222c0a202020202020226e616d65223a2022476966742066726f6d207468652073686f70222c0a2020202020202274797065223a202243414d504149474e220a202020207d2c0a2020202022726566657272616c5f74696572223a206e756c6c2c0a202020202262616c616e6365223a206e756c6c2c0a2020202022637573746f6d5f6576656e74223a206e756c6c2c0a2020202022637573746f6d65725f6576656e74223a206e756c6c0a20207d2c0a202022736f75726365223a207b0a20202020226964223a202277685f4e6e355474385272324565365777395171335979222c0a20202020226f626a656374223a2022776562686f6f6b222c0a20202020227461726765745f75726c223a202268747470733a2f2f6c65646765722e6578616d706c652e636f6d2f776562686f6f6b732f766f75636865726966792f666a6f72642f220a20207d2c0a2020226576656e74223a207b0a20202020226964223a202265766375735f306634623030303030303030303030303031222c0a202020202274797065223a2022637573746f6d65722e7265776172646564222c0a2020202022637265617465645f6174223a2022323032352d30332d31345431373a34323a31312e3837305a222c0a202020202267726f75705f6964223a2022762d306634633030303030303030303030303031222c0a20202020226576656e745f736f75726365223a207b0a202020202020226368616e6e656c223a2022494e5445524e414c220a202020207d2c0a2020202022656e746974795f6964223a2022637573745f375164306d467a4b705832765968426e34744c7339775261220a20207d0a7d0a', '{}', NULL, '', 'EUR', NULL, '2026-11-23 02:37:01.874773+00', 0, '["$.data.order.amount: expected an amount in minor units"]', 1, NULL);

INSERT INTO public.ledger_ledgerentry VALUES (1, 'claimed', 1, 1, 300, NULL, NULL, 'product', 'Brass Reading Lamp', '2025-03-14 17:42:09.611+00', '2026-11-23 02:37:01.059701+00', 1, 1, 1, 1, 1);
INSERT INTO public.ledger_ledgerentry VALUES (2, 'claimed', 1, 1, NULL, 12.5000, 'EUR', 'discount', '12.50 off', '2025-03-18 20:11:02.05+00', '2026-11-23 02:37:01.078141+00', 1, 2, 1, 2, 1);
INSERT INTO public.ledger_ledgerentry VALUES (3, 'reversed', 1, -1, NULL, -12.5000, 'EUR', 'discount', '12.50 off', '2025-03-19 08:00:01+00', '2026-11-23 02:37:01.078141+00', 1, 2, 1, 2, 1);
INSERT INTO public.ledger_ledgerentry VALUES (4, 'claimed', 1, 1, 1200, 30.0000, 'EUR', 'gift_card', 'Gift card, 30', '2025-03-20 12:00:07.3+00', '2026-11-23 02:37:01.093332+00', 1, 3, 4, 3, 1);
INSERT INTO public.ledger_ledgerentry VALUES (5, 'claimed', 1, 1, NULL, 5.0000, 'EUR', 'discount', '€5 off', '2025-05-05 09:30:00+00', '2026-11-23 02:37:01.135598+00', NULL, 4, 5, 4, 2);
INSERT INTO public.ledger_ledgerentry VALUES (6, 'claimed', 1, 1, NULL, 25.0000, 'EUR', 'gift_card', '€25 gift card', '2025-05-03 18:00:00+00', '2026-11-23 02:37:01.147672+00', NULL, 5, 6, 5, 2);
INSERT INTO public.ledger_ledgerentry VALUES (7, 'claimed', 1, 1, NULL, NULL, NULL, 'custom', 'signed-print', '2026-11-23 02:37:01.176213+00', '2026-11-23 02:37:01.178531+00', NULL, 6, 6, 7, 2);

INSERT INTO public.ledger_movement VALUES (1, 'vtx_0fb000000000000001', '4cbded4ee89d615c3a8d44ecdcce2a71', 'accrual', 'POINTS_ACCRUAL', 120, NULL, NULL, 900, NULL, '2025-03-10 09:00:00.608+00', NULL, '2026-11-23 02:37:01.223634+00', NULL, 11, NULL, 1, 1);

INSERT INTO public.ledger_note VALUES (1, 'Asked for it at the till.', '2026-11-23 02:37:01.918521+00', 1, 1, NULL);

INSERT INTO public.ledger_reading VALUES (1, 'points_balance', '2025-03-14 17:42:09.630112+00', 900.0000, NULL, '2026-11-23 02:37:01.047038+00', NULL, 1, 1, 1);
INSERT INTO public.ledger_reading VALUES (2, 'points', '2025-03-14 17:42:09.630112+00', 1200.0000, NULL, '2026-11-23 02:37:01.047492+00', NULL, 1, 1, 1);
INSERT INTO public.ledger_reading VALUES (5, 'points_balance', '2025-03-14 17:42:09.630112+00', 200.0000, NULL, '2026-11-23 02:37:01.093046+00', NULL, 3, 1, 1);
INSERT INTO public.ledger_reading VALUES (6, 'balance', '2025-03-20 12:00:09+00', 30.0000, 'EUR', '2026-11-23 02:37:01.093095+00', NULL, 3, 1, 4);
INSERT INTO public.ledger_reading VALUES (7, 'amount', '2025-03-20 12:00:09+00', 30.0000, 'EUR', '2026-11-23 02:37:01.093105+00', NULL, 3, 1, 4);
INSERT INTO public.ledger_reading VALUES (8, 'points', '2025-03-14 17:42:09.630112+00', 2400.0000, NULL, '2026-11-23 02:37:01.093113+00', NULL, 3, 1, 1);
INSERT INTO public.ledger_reading VALUES (9, 'points_pending', '2025-05-02 08:15:40+00', 0.0000, NULL, '2026-11-23 02:37:01.135205+00', 5, 4, 2, NULL);
INSERT INTO public.ledger_reading VALUES (10, 'points_approved', '2025-05-02 08:15:40+00', 740.0000, NULL, '2026-11-23 02:37:01.13536+00', 5, 4, 2, NULL);
INSERT INTO public.ledger_reading VALUES (11, 'points_spent', '2025-05-02 08:15:40+00', 1500.0000, NULL, '2026-11-23 02:37:01.135375+00', 5, 4, 2, NULL);
INSERT INTO public.ledger_reading VALUES (12, 'rewards_claimed', '2025-05-02 08:15:40+00', 3.0000, NULL, '2026-11-23 02:37:01.135384+00', 5, 4, 2, NULL);
INSERT INTO public.ledger_reading VALUES (13, 'points_approved', '2025-05-02 08:15:40+00', 740.0000, NULL, '2026-11-23 02:37:01.147174+00', 6, 5, 2, NULL);
INSERT INTO public.ledger_reading VALUES (14, 'points_pending', '2025-05-02 08:15:40+00', 0.0000, NULL, '2026-11-23 02:37:01.147264+00', 6, 5, 2, NULL);
INSERT INTO public.ledger_reading VALUES (15, 'points_spent', '2025-05-02 08:15:40+00', 1500.0000, NULL, '2026-11-23 02:37:01.147285+00', 6, 5, 2, NULL);
INSERT INTO public.ledger_reading VALUES (16, 'rewards_claimed', '2025-05-02 08:15:40+00', 3.0000, NULL, '2026-11-23 02:37:01.147305+00', 6, 5, 2, NULL);
INSERT INTO public.ledger_reading VALUES (17, 'points', '2025-03-10 09:00:00.608+00', 1200.0000, NULL, '2026-11-23 02:37:01.224207+00', NULL, 11, 1, 1);
INSERT INTO public.ledger_reading VALUES (18, 'points_balance', '2025-03-10 09:00:00.608+00', 900.0000, NULL, '2026-11-23 02:37:01.224287+00', NULL, 11, 1, 1);

INSERT INTO public.ledger_redemption VALUES (1, 'r_0f4a9c21d7e8b05f66', '{"points": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "status": "1 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "voucher": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "customer": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "order_id": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "redeemed_at": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "tracking_id": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82", "provider_status": "0 2025-03-14T17:42:11.870000Z evcus_0f4b00000000000001 5d42bc82"}', '2025-03-14 17:42:09.611+00', 300, NULL, NULL, 'ord_9LkJhGfDsAqWeRtYuIoPzXcV', 'track_Xy4+ZpLm8kQ/w==', 'redeemed', 'SUCCEEDED', NULL, NULL, NULL, 1, 1, 1);
INSERT INTO public.ledger_redemption VALUES (2, 'r_0f4c77b1e0942a3d58', '{"status": "2 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "voucher": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "customer": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "redeemed_at": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "reversal_id": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "reversed_at": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "tracking_id": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "provider_status": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4"}', '2025-03-18 20:11:02.05+00', NULL, NULL, NULL, NULL, 'track_Xy4+ZpLm8kQ/w==', 'reversed', 'ROLLED BACK', 'rr_0f4c78c2d3e4f5a6b7', '2025-03-19 08:00:01+00', NULL, 1, 1, 1);
INSERT INTO public.ledger_redemption VALUES (3, 'r_0f4e58d30a7c6b9142', '{"points": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "status": "1 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "voucher": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "customer": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "redeemed_at": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "tracking_id": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "provider_status": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2"}', '2025-03-20 12:00:07.3+00', 1200, NULL, NULL, NULL, 'track_Xy4+ZpLm8kQ/w==', 'redeemed', 'SUCCEEDED', NULL, NULL, NULL, 4, 1, 1);

INSERT INTO public.ledger_refusal VALUES (1, '2026-11-23 02:00:00+00', 'wrong_signature', 1, 2);

INSERT INTO public.ledger_refusalroom VALUES (1, true, false, 1, 740, 1795401421, 1, 2);

INSERT INTO public.ledger_refuseddelivery VALUES (1, 'loyaltylion', 'wrong_signature', false, 189, '2026-11-23 02:37:01.767477+00', '\x67414141414142724136624e793237443437392d2d31535576396e7167437a677962576e597068344a38376d5a5a376771336d305a7771507667666647445349674b546f485574344f394f67753870567a436f767056706b6563586e6f7243636c2d777a333047504b495f32634a7653466132436c4f774d6330686161414b38764f4232707461366d744d5a6a2d5f50414771705950614b357933523344344e50796242337971384c45685878415f645f30474d555437504a585a7454504f6563304e323752692d6f4a57734a4734677473465a5752685751494431636359312d61745074575f4635786e477135485a5f375f30677a59674f6e7a676573713579797536726561536e744270724e3551507a494d466c556f6b37506a687151356c6769333065673359333758764c705152614c4f536a48583279366a7530616c5550346444336b5555583245446d4f316b3534516e36464e717977614a4f7a4a3468717a4d426f4149726c4d477644575f5a4443705a7a67356b4c722d67456351697371303331564a7264316e473872556179736e49584464655465586e376e444f57697152336e505a654f7633616856572d7a49436d5359434230357054694e7a2d6d30555647474c4a396f524c5a5245763943356246356f6630723354745f646d4874597259745f33716477795650644b336b5148506f54626e6f6249424d5f44374a68536c444270436d6e457175456767544e5364497075454c47614c5a705f4f3851313547614b4d724934664f48374b7444574b4756594e66794a6f763134744250584e362d6172686f5751475272766c4e7a4a595173686932726d7a6f7433354478743536585a62452d4c72324c547752596f375f504a56785869596c427449496f6a446f473152634f773365567a49354a705a325147335679623032446230655751537934355578324f764235777866784d55595777726c37327066456e68427734496e685f655171516148375876374478463358464d332d4b30513d3d', 2);

INSERT INTO public.ledger_rollup VALUES ('campaigns', '2025-03-14', 0, 1, 'product', '', '', '2026-11-23', 1, 0, 300, 0, 0, 0, 0, 0, 1, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('campaigns', '2025-03-18', 0, 1, 'discount', 'EUR', '', '2026-11-23', 1, 0, 0, 0, 1, 0, 125000, 0, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('campaigns', '2025-03-19', 0, 1, 'discount', 'EUR', '', '2026-11-23', 0, 1, 0, 0, 0, 1, 0, 125000, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('campaigns', '2025-03-20', 0, 1, 'gift_card', 'EUR', '', '2026-11-23', 1, 0, 1200, 0, 0, 0, 300000, 0, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('campaigns', '2025-05-03', 0, 0, 'gift_card', 'EUR', '', '2026-11-23', 1, 0, 0, 0, 1, 0, 250000, 0, 0, 0, 1, 2);
INSERT INTO public.ledger_rollup VALUES ('campaigns', '2025-05-05', 0, 0, 'discount', 'EUR', '', '2026-11-23', 1, 0, 0, 0, 1, 0, 50000, 0, 0, 0, 1, 2);
INSERT INTO public.ledger_rollup VALUES ('campaigns', '2026-11-23', 0, 0, 'custom', '', '', '2026-11-23', 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 2);
INSERT INTO public.ledger_rollup VALUES ('titles', '2025-03-14', 0, 0, '', '', 'Brass Reading Lamp', '2026-11-23', 1, 0, 300, 0, 0, 0, 0, 0, 1, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('titles', '2025-03-18', 0, 0, '', 'EUR', '12.50 off', '2026-11-23', 1, 0, 0, 0, 1, 0, 125000, 0, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('titles', '2025-03-19', 0, 0, '', 'EUR', '12.50 off', '2026-11-23', 0, 1, 0, 0, 0, 1, 0, 125000, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('titles', '2025-03-20', 0, 0, '', 'EUR', 'Gift card, 30', '2026-11-23', 1, 0, 1200, 0, 0, 0, 300000, 0, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('titles', '2025-05-03', 0, 0, '', 'EUR', '€25 gift card', '2026-11-23', 1, 0, 0, 0, 1, 0, 250000, 0, 0, 0, 1, 2);
INSERT INTO public.ledger_rollup VALUES ('titles', '2025-05-05', 0, 0, '', 'EUR', '€5 off', '2026-11-23', 1, 0, 0, 0, 1, 0, 50000, 0, 0, 0, 1, 2);
INSERT INTO public.ledger_rollup VALUES ('titles', '2026-11-23', 0, 0, '', '', 'signed-print', '2026-11-23', 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 2);
INSERT INTO public.ledger_rollup VALUES ('hours', '2025-03-14', 17, 0, '', '', '', '2026-11-23', 1, 0, 300, 0, 0, 0, 0, 0, 1, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('hours', '2025-03-18', 20, 0, '', 'EUR', '', '2026-11-23', 1, 0, 0, 0, 1, 0, 125000, 0, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('hours', '2025-03-19', 8, 0, '', 'EUR', '', '2026-11-23', 0, 1, 0, 0, 0, 1, 0, 125000, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('hours', '2025-03-20', 12, 0, '', 'EUR', '', '2026-11-23', 1, 0, 1200, 0, 0, 0, 300000, 0, 0, 0, 1, 1);
INSERT INTO public.ledger_rollup VALUES ('hours', '2025-05-03', 18, 0, '', 'EUR', '', '2026-11-23', 1, 0, 0, 0, 1, 0, 250000, 0, 0, 0, 1, 2);
INSERT INTO public.ledger_rollup VALUES ('hours', '2025-05-05', 9, 0, '', 'EUR', '', '2026-11-23', 1, 0, 0, 0, 1, 0, 50000, 0, 0, 0, 1, 2);
INSERT INTO public.ledger_rollup VALUES ('hours', '2026-11-23', 2, 0, '', '', '', '2026-11-23', 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 2);

INSERT INTO public.ledger_rollupzone VALUES (1, 'UTC', 0, '2026-11-23 02:37:01.942531+00', '2026-11-23 02:37:01.942531+00');

INSERT INTO public.ledger_secondfactor VALUES (1, 'Authenticator app', true, NULL, 0, '\x67414141414142724136624e66337a7039786b556f51547872596a324934593130682d384c3973545f394f78322d6b39387a7161714e46666c777879703834416a66345139686e75496d546a58477757414b6a656d6256796364417549576d6c48576248784b424e5f6c3361786a454c374b76506450374b6f4f2d51724d794d63594f623466625332584d69', 0, '2026-11-23 02:37:01.896417+00', 2);

INSERT INTO public.ledger_source VALUES (1, 'acme-voucherify', 'voucherify', 'Acme (voucherify)', 'EUR', 'UTC', true, '2026-11-23 02:37:00.524673+00');
INSERT INTO public.ledger_source VALUES (2, 'acme-loyaltylion', 'loyaltylion', 'Acme (loyaltylion)', 'EUR', 'UTC', true, '2026-11-23 02:37:01.110381+00');

INSERT INTO public.ledger_voucher VALUES (2, 'v_b2Vn6Mk0LpXz4Cq8WsEr1TgYh7UjIo5A', '{"code": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "kind": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "active": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "holder": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "campaign": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "discount": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "expires_at": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4", "discount_type": "0 2025-03-19T08:00:02.000000Z evred_0f4b00000000000029 2eff53c4"}', 'SAVE-7HQ2-PD', NULL, 'discount', NULL, NULL, NULL, NULL, NULL, 'flat', 12.5000, true, '2025-06-30 21:59:59.999+00', 3, 1, 1);
INSERT INTO public.ledger_voucher VALUES (4, 'v_N7mK1lP5oI9uY3tR8eW2qA6sD0fG4hJz', '{"code": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "kind": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "active": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "amount": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "holder": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "balance": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "campaign": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "currency": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2"}', 'GIFT-55WQ-A0', NULL, 'gift_card', NULL, NULL, 30.0000, 30.0000, 'EUR', NULL, NULL, true, NULL, 5, 4, 1);
INSERT INTO public.ledger_voucher VALUES (1, 'v_t5GmXr9LwPq1YzKe7HbVdNc3JfAoUs8i', '{"code": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "kind": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "active": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "holder": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "points": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "campaign": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2", "points_balance": "0 2025-03-20T12:00:09.000000Z evcus_0f4b00000000000004 694746a2"}', 'FJORD-8K2M', NULL, 'loyalty_card', 2400, 200, NULL, NULL, NULL, NULL, NULL, true, NULL, 1, 1, 1);
INSERT INTO public.ledger_voucher VALUES (6, 'code:LL-FIX005', '{"code": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "kind": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "holder": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "discount": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5", "discount_type": "0 2025-05-05T09:30:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000005 4e0ae5d5"}', 'LL-FIX005', NULL, 'discount', NULL, NULL, NULL, NULL, NULL, 'flat', 5.0000, NULL, NULL, NULL, 5, 2);
INSERT INTO public.ledger_voucher VALUES (7, 'claim:event:5b1e7c0a-2f63-4d8e-9a47-000000000002', '{"kind": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "amount": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "holder": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "balance": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "currency": "1 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299", "code_ending": "0 2025-05-03T18:00:00.000000Z 5b1e7c0a-2f63-4d8e-9a47-000000000002 f64ef299"}', NULL, '9Q4Z', 'gift_card', NULL, NULL, 25.0000, 25.0000, 'EUR', NULL, NULL, NULL, NULL, NULL, 6, 2);

INSERT INTO public.ledger_webhooksecret VALUES (1, 'first', '\x67414141414142724136624d7052684f4c5776414d675778495a7a67716a786d46535542376539526b6342474a446f647658754e365033524d5935305030505f4b677a6f3037697a52373655347167555a68323543662d31356e6e694a56522d6f715a705943594c684630535a694351716c50676371773d', '2026-11-23 02:37:00.540673+00', NULL, 1);
INSERT INTO public.ledger_webhooksecret VALUES (2, 'first', '\x67414141414142724136624e69706338486f61416767523053314272386b565f312d4542513464707a726f5a323669595a6635614e5f6c336e4563735a464c45516b4a417a79576a3174645f6532324c486148734c52637476376847654a386646307362766e4438383532576b6c6164523162337339553d', '2026-11-23 02:37:01.122567+00', NULL, 2);

SELECT pg_catalog.setval('public.auth_group_id_seq', 4, true);

SELECT pg_catalog.setval('public.auth_group_permissions_id_seq', 81, true);

SELECT pg_catalog.setval('public.auth_permission_id_seq', 135, true);

SELECT pg_catalog.setval('public.auth_user_groups_id_seq', 1, false);

SELECT pg_catalog.setval('public.auth_user_id_seq', 2, true);

SELECT pg_catalog.setval('public.auth_user_user_permissions_id_seq', 1, false);

SELECT pg_catalog.setval('public.axes_accessattempt_id_seq', 1, false);

SELECT pg_catalog.setval('public.axes_accessfailurelog_id_seq', 1, false);

SELECT pg_catalog.setval('public.axes_accesslog_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_admin_log_id_seq', 1, false);

SELECT pg_catalog.setval('public.django_content_type_id_seq', 38, true);

SELECT pg_catalog.setval('public.django_migrations_id_seq', 29, true);

SELECT pg_catalog.setval('public.ledger_accesslogentry_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_alarm_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_alarmnotice_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_apitoken_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_arrivalhour_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_balance_id_seq', 4, true);

SELECT pg_catalog.setval('public.ledger_campaign_id_seq', 5, true);

SELECT pg_catalog.setval('public.ledger_claimedreward_id_seq', 7, true);

SELECT pg_catalog.setval('public.ledger_customer_id_seq', 6, true);

SELECT pg_catalog.setval('public.ledger_decision_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_inboundevent_id_seq', 13, true);

SELECT pg_catalog.setval('public.ledger_ledgerentry_id_seq', 7, true);

SELECT pg_catalog.setval('public.ledger_movement_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_note_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_reading_id_seq', 18, true);

SELECT pg_catalog.setval('public.ledger_recoverycode_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_redemption_id_seq', 3, true);

SELECT pg_catalog.setval('public.ledger_refusal_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_refusalroom_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_refuseddelivery_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_rollupzone_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_savedview_id_seq', 1, false);

SELECT pg_catalog.setval('public.ledger_secondfactor_id_seq', 1, true);

SELECT pg_catalog.setval('public.ledger_source_id_seq', 2, true);

SELECT pg_catalog.setval('public.ledger_voucher_id_seq', 7, true);

SELECT pg_catalog.setval('public.ledger_webhooksecret_id_seq', 2, true);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_group_id_94350c0c_uniq UNIQUE (user_id, group_id);

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_permission_id_14a6b632_uniq UNIQUE (user_id, permission_id);

ALTER TABLE ONLY public.auth_user
    ADD CONSTRAINT auth_user_username_key UNIQUE (username);

ALTER TABLE ONLY public.axes_accessattempt
    ADD CONSTRAINT axes_accessattempt_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.axes_accessattempt
    ADD CONSTRAINT axes_accessattempt_username_ip_address_user_agent_8ea22282_uniq UNIQUE (username, ip_address, user_agent);

ALTER TABLE ONLY public.axes_accessattemptexpiration
    ADD CONSTRAINT axes_accessattemptexpiration_pkey PRIMARY KEY (access_attempt_id);

ALTER TABLE ONLY public.axes_accessfailurelog
    ADD CONSTRAINT axes_accessfailurelog_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.axes_accesslog
    ADD CONSTRAINT axes_accesslog_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);

ALTER TABLE ONLY public.django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);

ALTER TABLE ONLY public.ledger_accesslogentry
    ADD CONSTRAINT ledger_accesslogentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_alarm
    ADD CONSTRAINT ledger_alarm_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_alarmnotice
    ADD CONSTRAINT ledger_alarmnotice_is_sent_once UNIQUE (alarm_id, channel, word, number);

ALTER TABLE ONLY public.ledger_alarmnotice
    ADD CONSTRAINT ledger_alarmnotice_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_apitoken
    ADD CONSTRAINT ledger_apitoken_digest_key UNIQUE (digest);

ALTER TABLE ONLY public.ledger_apitoken
    ADD CONSTRAINT ledger_apitoken_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_arrivalhour
    ADD CONSTRAINT ledger_arrivalhour_is_counted_once UNIQUE (source_id, hour);

ALTER TABLE ONLY public.ledger_arrivalhour
    ADD CONSTRAINT ledger_arrivalhour_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_balance
    ADD CONSTRAINT ledger_balance_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_campaign
    ADD CONSTRAINT ledger_campaign_is_mirrored_once UNIQUE (source_id, external_id);

ALTER TABLE ONLY public.ledger_campaign
    ADD CONSTRAINT ledger_campaign_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_is_counted_once UNIQUE (source_id, external_id);

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_customer
    ADD CONSTRAINT ledger_customer_is_mirrored_once UNIQUE (source_id, external_id);

ALTER TABLE ONLY public.ledger_customer
    ADD CONSTRAINT ledger_customer_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_decision
    ADD CONSTRAINT ledger_decision_has_a_name UNIQUE (uuid);

ALTER TABLE ONLY public.ledger_decision
    ADD CONSTRAINT ledger_decision_on_an_event_is_made_once UNIQUE (event_id);

ALTER TABLE ONLY public.ledger_decision
    ADD CONSTRAINT ledger_decision_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_inboundevent
    ADD CONSTRAINT ledger_inboundevent_is_kept_once UNIQUE (source_id, external_id, sha256);

ALTER TABLE ONLY public.ledger_inboundevent
    ADD CONSTRAINT ledger_inboundevent_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_ledgerentry
    ADD CONSTRAINT ledger_ledgerentry_is_posted_once UNIQUE (claim_id, side, ordinal);

ALTER TABLE ONLY public.ledger_ledgerentry
    ADD CONSTRAINT ledger_ledgerentry_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_movement
    ADD CONSTRAINT ledger_movement_is_told_once UNIQUE (source_id, external_id, digest);

ALTER TABLE ONLY public.ledger_movement
    ADD CONSTRAINT ledger_movement_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_note
    ADD CONSTRAINT ledger_note_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_quota
    ADD CONSTRAINT ledger_quota_pkey PRIMARY KEY (key);

ALTER TABLE ONLY public.ledger_reading
    ADD CONSTRAINT ledger_reading_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_recoverycode
    ADD CONSTRAINT ledger_recoverycode_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_redemption
    ADD CONSTRAINT ledger_redemption_is_mirrored_once UNIQUE (source_id, external_id);

ALTER TABLE ONLY public.ledger_redemption
    ADD CONSTRAINT ledger_redemption_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_refusal
    ADD CONSTRAINT ledger_refusal_is_counted_per_hour UNIQUE (source_id, hour, cause);

ALTER TABLE ONLY public.ledger_refusal
    ADD CONSTRAINT ledger_refusal_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_refusalroom
    ADD CONSTRAINT ledger_refusalroom_is_one_of_a_source UNIQUE (source_id, is_signed, is_known);

ALTER TABLE ONLY public.ledger_refusalroom
    ADD CONSTRAINT ledger_refusalroom_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_refuseddelivery
    ADD CONSTRAINT ledger_refuseddelivery_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_rollup
    ADD CONSTRAINT ledger_rollup_pkey PRIMARY KEY (zone_id, cube, day, hour, source_id, campaign, kind, currency, title, recorded_on);

ALTER TABLE ONLY public.ledger_rollupzone
    ADD CONSTRAINT ledger_rollupzone_is_added_up_once UNIQUE (name, source);

ALTER TABLE ONLY public.ledger_rollupzone
    ADD CONSTRAINT ledger_rollupzone_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_savedview
    ADD CONSTRAINT ledger_savedview_has_a_name_of_its_own UNIQUE (owner_id, model, name);

ALTER TABLE ONLY public.ledger_savedview
    ADD CONSTRAINT ledger_savedview_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_secondfactor
    ADD CONSTRAINT ledger_secondfactor_is_one_for_a_person UNIQUE (user_id);

ALTER TABLE ONLY public.ledger_secondfactor
    ADD CONSTRAINT ledger_secondfactor_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_source
    ADD CONSTRAINT ledger_source_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_source
    ADD CONSTRAINT ledger_source_slug_key UNIQUE (slug);

ALTER TABLE ONLY public.ledger_voucher
    ADD CONSTRAINT ledger_voucher_is_mirrored_once UNIQUE (source_id, external_id);

ALTER TABLE ONLY public.ledger_voucher
    ADD CONSTRAINT ledger_voucher_pkey PRIMARY KEY (id);

ALTER TABLE ONLY public.ledger_webhooksecret
    ADD CONSTRAINT ledger_webhooksecret_pkey PRIMARY KEY (id);

CREATE INDEX auth_group_name_a6ea08ec_like ON public.auth_group USING btree (name varchar_pattern_ops);

CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON public.auth_group_permissions USING btree (group_id);

CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON public.auth_group_permissions USING btree (permission_id);

CREATE INDEX auth_permission_content_type_id_2f476e4b ON public.auth_permission USING btree (content_type_id);

CREATE INDEX auth_user_groups_group_id_97559544 ON public.auth_user_groups USING btree (group_id);

CREATE INDEX auth_user_groups_user_id_6a12ed8b ON public.auth_user_groups USING btree (user_id);

CREATE INDEX auth_user_user_permissions_permission_id_1fbb5f2c ON public.auth_user_user_permissions USING btree (permission_id);

CREATE INDEX auth_user_user_permissions_user_id_a95ead1b ON public.auth_user_user_permissions USING btree (user_id);

CREATE INDEX auth_user_username_6821ab7c_like ON public.auth_user USING btree (username varchar_pattern_ops);

CREATE INDEX axes_accessattempt_ip_address_10922d9c ON public.axes_accessattempt USING btree (ip_address);

CREATE INDEX axes_accessattempt_user_agent_ad89678b ON public.axes_accessattempt USING btree (user_agent);

CREATE INDEX axes_accessattempt_user_agent_ad89678b_like ON public.axes_accessattempt USING btree (user_agent varchar_pattern_ops);

CREATE INDEX axes_accessattempt_username_3f2d4ca0 ON public.axes_accessattempt USING btree (username);

CREATE INDEX axes_accessattempt_username_3f2d4ca0_like ON public.axes_accessattempt USING btree (username varchar_pattern_ops);

CREATE INDEX axes_accessfailurelog_ip_address_2e9f5a7f ON public.axes_accessfailurelog USING btree (ip_address);

CREATE INDEX axes_accessfailurelog_user_agent_ea145dda ON public.axes_accessfailurelog USING btree (user_agent);

CREATE INDEX axes_accessfailurelog_user_agent_ea145dda_like ON public.axes_accessfailurelog USING btree (user_agent varchar_pattern_ops);

CREATE INDEX axes_accessfailurelog_username_a8b7e8a4 ON public.axes_accessfailurelog USING btree (username);

CREATE INDEX axes_accessfailurelog_username_a8b7e8a4_like ON public.axes_accessfailurelog USING btree (username varchar_pattern_ops);

CREATE INDEX axes_accesslog_ip_address_86b417e5 ON public.axes_accesslog USING btree (ip_address);

CREATE INDEX axes_accesslog_user_agent_0e659004 ON public.axes_accesslog USING btree (user_agent);

CREATE INDEX axes_accesslog_user_agent_0e659004_like ON public.axes_accesslog USING btree (user_agent varchar_pattern_ops);

CREATE INDEX axes_accesslog_username_df93064b ON public.axes_accesslog USING btree (username);

CREATE INDEX axes_accesslog_username_df93064b_like ON public.axes_accesslog USING btree (username varchar_pattern_ops);

CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON public.django_admin_log USING btree (content_type_id);

CREATE INDEX django_admin_log_user_id_c564eba6 ON public.django_admin_log USING btree (user_id);

CREATE INDEX django_session_expire_date_a5c62663 ON public.django_session USING btree (expire_date);

CREATE INDEX django_session_session_key_c0390e0f_like ON public.django_session USING btree (session_key varchar_pattern_ops);

CREATE INDEX ledger_access_by_digest ON public.ledger_accesslogentry USING btree (digest) WHERE (NOT ((digest)::text = ''::text));

CREATE INDEX ledger_access_by_row ON public.ledger_accesslogentry USING btree (model, "row") WHERE ("row" IS NOT NULL);

CREATE INDEX ledger_accesslogentry_user_id_95b0e5ca ON public.ledger_accesslogentry USING btree (user_id);

CREATE INDEX ledger_alarm_by_source ON public.ledger_alarm USING btree (source_id, opened_at);

CREATE INDEX ledger_alarm_by_time ON public.ledger_alarm USING btree (opened_at, id);

CREATE UNIQUE INDEX ledger_alarm_is_open_once ON public.ledger_alarm USING btree (source_id, kind) WHERE (closed_at IS NULL);

CREATE INDEX ledger_alarmnotice_due ON public.ledger_alarmnotice USING btree (due_at) WHERE (sent_at IS NULL);

CREATE INDEX ledger_apitoken_digest_ee8edcb5_like ON public.ledger_apitoken USING btree (digest varchar_pattern_ops);

CREATE UNIQUE INDEX ledger_apitoken_has_a_name_of_its_own ON public.ledger_apitoken USING btree (user_id, name) WHERE (revoked_at IS NULL);

CREATE INDEX ledger_apitoken_made_by_id_e361835b ON public.ledger_apitoken USING btree (made_by_id);

CREATE INDEX ledger_apitoken_token_key_bcf6a178 ON public.ledger_apitoken USING btree (token_key);

CREATE INDEX ledger_apitoken_token_key_bcf6a178_like ON public.ledger_apitoken USING btree (token_key varchar_pattern_ops);

CREATE INDEX ledger_apitoken_user_id_4e252f0d ON public.ledger_apitoken USING btree (user_id);

CREATE INDEX ledger_campaign_by_name ON public.ledger_campaign USING gin (name_folded public.gin_trgm_ops) WITH (fastupdate=off);

CREATE INDEX ledger_claim_by_campaign ON public.ledger_claimedreward USING btree (campaign_id, claimed_at DESC, status, kind);

CREATE INDEX ledger_claim_by_card ON public.ledger_claimedreward USING btree (loyalty_card_id, claimed_at DESC) WHERE (loyalty_card_id IS NOT NULL);

CREATE INDEX ledger_claim_by_customer ON public.ledger_claimedreward USING btree (customer_id, claimed_at DESC);

CREATE INDEX ledger_claim_by_granted ON public.ledger_claimedreward USING btree (granted_voucher_id, claimed_at DESC) WHERE (granted_voucher_id IS NOT NULL);

CREATE INDEX ledger_claim_by_kind ON public.ledger_claimedreward USING btree (kind, claimed_at DESC);

CREATE INDEX ledger_claim_by_order ON public.ledger_claimedreward USING btree (order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX ledger_claim_by_order_ref ON public.ledger_claimedreward USING btree (order_ref) WHERE (order_ref IS NOT NULL);

CREATE INDEX ledger_claim_by_source ON public.ledger_claimedreward USING btree (source_id, claimed_at DESC, status, kind);

CREATE INDEX ledger_claim_by_status ON public.ledger_claimedreward USING btree (status, claimed_at DESC, source_id, kind);

CREATE INDEX ledger_claim_by_time ON public.ledger_claimedreward USING btree (claimed_at DESC, currency, points, value);

CREATE INDEX ledger_claim_to_fulfil ON public.ledger_claimedreward USING btree (status, kind, claimed_at) WHERE (((kind)::text = 'custom'::text) AND ((status)::text = 'claimed'::text));

CREATE INDEX ledger_claimedreward_redemption_id_6ec0b5ab ON public.ledger_claimedreward USING btree (redemption_id);

CREATE INDEX ledger_customer_by_email ON public.ledger_customer USING btree (lower((email)::text));

CREATE INDEX ledger_customer_by_name ON public.ledger_customer USING gin (name_folded public.gin_trgm_ops) WITH (fastupdate=off);

CREATE INDEX ledger_customer_by_ref ON public.ledger_customer USING btree (merchant_ref);

CREATE INDEX ledger_customer_by_source ON public.ledger_customer USING btree (source_id, id DESC);

CREATE INDEX ledger_decision_by_claim ON public.ledger_decision USING btree (claim_id) WHERE (claim_id IS NOT NULL);

CREATE INDEX ledger_entry_by_record ON public.ledger_ledgerentry USING btree (recorded_at, id);

CREATE INDEX ledger_entry_by_time ON public.ledger_ledgerentry USING btree (occurred_at);

CREATE INDEX ledger_event_by_source ON public.ledger_inboundevent USING btree (source_id, received_at);

CREATE INDEX ledger_event_by_subject ON public.ledger_inboundevent USING btree (source_id, subject) WHERE (NOT ((subject)::text = ''::text));

CREATE INDEX ledger_event_by_time ON public.ledger_inboundevent USING btree (received_at);

CREATE INDEX ledger_event_by_webhook ON public.ledger_inboundevent USING btree (source_id, received_at) WHERE ((origin)::text = 'webhook'::text);

CREATE INDEX ledger_event_failed ON public.ledger_inboundevent USING btree (state, received_at) WHERE ((state)::text = 'failed'::text);

CREATE INDEX ledger_event_held ON public.ledger_inboundevent USING btree (state, received_at) WHERE ((state)::text = 'held'::text);

CREATE INDEX ledger_movement_by_voucher ON public.ledger_movement USING btree (voucher_id, occurred_at);

CREATE INDEX ledger_note_by_claim ON public.ledger_note USING btree (claim_id, id DESC) WHERE (claim_id IS NOT NULL);

CREATE INDEX ledger_note_by_customer ON public.ledger_note USING btree (customer_id, id DESC) WHERE (customer_id IS NOT NULL);

CREATE INDEX ledger_quota_by_since ON public.ledger_quota USING btree (since);

CREATE INDEX ledger_quota_key_3a8f2ef3_like ON public.ledger_quota USING btree (key varchar_pattern_ops);

CREATE UNIQUE INDEX ledger_reading_of_customer_is_kept_once ON public.ledger_reading USING btree (customer_id, counter, stated_at, number) WHERE (voucher_id IS NULL);

CREATE UNIQUE INDEX ledger_reading_of_voucher_is_kept_once ON public.ledger_reading USING btree (voucher_id, counter, stated_at, number) WHERE (customer_id IS NULL);

CREATE INDEX ledger_recoverycode_factor_id_d97299d4 ON public.ledger_recoverycode USING btree (factor_id);

CREATE INDEX ledger_redemption_by_order ON public.ledger_redemption USING btree (order_id) WHERE (order_id IS NOT NULL);

CREATE INDEX ledger_redemption_by_reversal ON public.ledger_redemption USING btree (reversal_id) WHERE (reversal_id IS NOT NULL);

CREATE INDEX ledger_redemption_by_source ON public.ledger_redemption USING btree (source_id, id DESC);

CREATE INDEX ledger_redemption_by_voucher ON public.ledger_redemption USING btree (voucher_id, id DESC) WHERE (voucher_id IS NOT NULL);

CREATE INDEX ledger_redemption_customer_id_d70c6175 ON public.ledger_redemption USING btree (customer_id);

CREATE INDEX ledger_refused_by_source ON public.ledger_refuseddelivery USING btree (source_id, received_at, id);

CREATE INDEX ledger_refused_by_time ON public.ledger_refuseddelivery USING btree (received_at, id);

CREATE INDEX ledger_secondfactor_user_id_1728a485 ON public.ledger_secondfactor USING btree (user_id);

CREATE INDEX ledger_source_slug_8bfa4116_like ON public.ledger_source USING btree (slug varchar_pattern_ops);

CREATE INDEX ledger_voucher_by_code ON public.ledger_voucher USING btree (code);

CREATE INDEX ledger_voucher_by_source ON public.ledger_voucher USING btree (source_id, id DESC);

CREATE INDEX ledger_voucher_holder_id_ea6c826a ON public.ledger_voucher USING btree (holder_id);

CREATE INDEX ledger_webhooksecret_source_id_c8c38dee ON public.ledger_webhooksecret USING btree (source_id);

CREATE TRIGGER ledger_accesslogentry_refuses_delete BEFORE DELETE ON public.ledger_accesslogentry FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_accesslogentry_refuses_truncate BEFORE TRUNCATE ON public.ledger_accesslogentry FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_accesslogentry_refuses_update BEFORE UPDATE ON public.ledger_accesslogentry FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_decision_refuses_delete BEFORE DELETE ON public.ledger_decision FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_decision_refuses_truncate BEFORE TRUNCATE ON public.ledger_decision FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_decision_refuses_update BEFORE UPDATE ON public.ledger_decision FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_ledgerentry_refuses_delete BEFORE DELETE ON public.ledger_ledgerentry FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_ledgerentry_refuses_truncate BEFORE TRUNCATE ON public.ledger_ledgerentry FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_ledgerentry_refuses_update BEFORE UPDATE ON public.ledger_ledgerentry FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_movement_refuses_delete BEFORE DELETE ON public.ledger_movement FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_movement_refuses_truncate BEFORE TRUNCATE ON public.ledger_movement FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_movement_refuses_update BEFORE UPDATE ON public.ledger_movement FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_reading_refuses_delete BEFORE DELETE ON public.ledger_reading FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_reading_refuses_truncate BEFORE TRUNCATE ON public.ledger_reading FOR EACH STATEMENT EXECUTE FUNCTION public.ledger_refuse();

CREATE TRIGGER ledger_reading_refuses_update BEFORE UPDATE ON public.ledger_reading FOR EACH ROW EXECUTE FUNCTION public.ledger_refuse();

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_group_id_97559544_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES public.auth_group(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_groups
    ADD CONSTRAINT auth_user_groups_user_id_6a12ed8b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permi_permission_id_1fbb5f2c_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES public.auth_permission(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.auth_user_user_permissions
    ADD CONSTRAINT auth_user_user_permissions_user_id_a95ead1b_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.axes_accessattemptexpiration
    ADD CONSTRAINT axes_accessattemptex_access_attempt_id_6b73a47a_fk_axes_acce FOREIGN KEY (access_attempt_id) REFERENCES public.axes_accessattempt(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES public.django_content_type(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_accesslogentry
    ADD CONSTRAINT ledger_accesslogentry_user_id_95b0e5ca_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_alarm
    ADD CONSTRAINT ledger_alarm_acknowledged_by_id_166a96a0_fk_auth_user_id FOREIGN KEY (acknowledged_by_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_alarm
    ADD CONSTRAINT ledger_alarm_source_id_9acb713a_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_alarmnotice
    ADD CONSTRAINT ledger_alarmnotice_alarm_id_a3de0bdc_fk_ledger_alarm_id FOREIGN KEY (alarm_id) REFERENCES public.ledger_alarm(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_apitoken
    ADD CONSTRAINT ledger_apitoken_made_by_id_e361835b_fk_auth_user_id FOREIGN KEY (made_by_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_apitoken
    ADD CONSTRAINT ledger_apitoken_user_id_4e252f0d_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_arrivalhour
    ADD CONSTRAINT ledger_arrivalhour_source_id_6447b0c3_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_balance
    ADD CONSTRAINT ledger_balance_source_id_53047ac8_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_campaign
    ADD CONSTRAINT ledger_campaign_source_id_9f43ab6c_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_campaign_id_5c3a4d60_fk_ledger_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.ledger_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_customer_id_b27821d3_fk_ledger_customer_id FOREIGN KEY (customer_id) REFERENCES public.ledger_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_granted_voucher_id_213e866d_fk_ledger_vo FOREIGN KEY (granted_voucher_id) REFERENCES public.ledger_voucher(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_holder_id_c3ac0954_fk_ledger_customer_id FOREIGN KEY (holder_id) REFERENCES public.ledger_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_loyalty_card_id_7e1b5f7b_fk_ledger_vo FOREIGN KEY (loyalty_card_id) REFERENCES public.ledger_voucher(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_redemption_id_6ec0b5ab_fk_ledger_re FOREIGN KEY (redemption_id) REFERENCES public.ledger_redemption(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_claimedreward
    ADD CONSTRAINT ledger_claimedreward_source_id_3fb3fa54_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_customer
    ADD CONSTRAINT ledger_customer_source_id_93b14a70_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_decision
    ADD CONSTRAINT ledger_decision_author_id_61db864a_fk_auth_user_id FOREIGN KEY (author_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_decision
    ADD CONSTRAINT ledger_decision_claim_id_64435470_fk_ledger_claimedreward_id FOREIGN KEY (claim_id) REFERENCES public.ledger_claimedreward(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_decision
    ADD CONSTRAINT ledger_decision_event_id_98f0ec69_fk_ledger_inboundevent_id FOREIGN KEY (event_id) REFERENCES public.ledger_inboundevent(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_inboundevent
    ADD CONSTRAINT ledger_inboundevent_secret_id_e53aa400_fk_ledger_we FOREIGN KEY (secret_id) REFERENCES public.ledger_webhooksecret(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_inboundevent
    ADD CONSTRAINT ledger_inboundevent_source_id_7fefe980_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_ledgerentry
    ADD CONSTRAINT ledger_ledgerentry_campaign_id_4b55d428_fk_ledger_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.ledger_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_ledgerentry
    ADD CONSTRAINT ledger_ledgerentry_claim_id_bace37ff_fk_ledger_claimedreward_id FOREIGN KEY (claim_id) REFERENCES public.ledger_claimedreward(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_ledgerentry
    ADD CONSTRAINT ledger_ledgerentry_customer_id_9423c815_fk_ledger_customer_id FOREIGN KEY (customer_id) REFERENCES public.ledger_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_ledgerentry
    ADD CONSTRAINT ledger_ledgerentry_event_id_972a1230_fk_ledger_inboundevent_id FOREIGN KEY (event_id) REFERENCES public.ledger_inboundevent(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_ledgerentry
    ADD CONSTRAINT ledger_ledgerentry_source_id_de5abf76_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_movement
    ADD CONSTRAINT ledger_movement_customer_id_da1cad20_fk_ledger_customer_id FOREIGN KEY (customer_id) REFERENCES public.ledger_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_movement
    ADD CONSTRAINT ledger_movement_event_id_4d03c23f_fk_ledger_inboundevent_id FOREIGN KEY (event_id) REFERENCES public.ledger_inboundevent(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_movement
    ADD CONSTRAINT ledger_movement_redemption_id_ad5c3dce_fk_ledger_redemption_id FOREIGN KEY (redemption_id) REFERENCES public.ledger_redemption(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_movement
    ADD CONSTRAINT ledger_movement_source_id_b927fc06_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_movement
    ADD CONSTRAINT ledger_movement_voucher_id_398dbc8f_fk_ledger_voucher_id FOREIGN KEY (voucher_id) REFERENCES public.ledger_voucher(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_note
    ADD CONSTRAINT ledger_note_author_id_6d6c381c_fk_auth_user_id FOREIGN KEY (author_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_note
    ADD CONSTRAINT ledger_note_claim_id_bf4d3fab_fk_ledger_claimedreward_id FOREIGN KEY (claim_id) REFERENCES public.ledger_claimedreward(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_note
    ADD CONSTRAINT ledger_note_customer_id_8eff5fdf_fk_ledger_customer_id FOREIGN KEY (customer_id) REFERENCES public.ledger_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_reading
    ADD CONSTRAINT ledger_reading_customer_id_65153c02_fk_ledger_customer_id FOREIGN KEY (customer_id) REFERENCES public.ledger_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_reading
    ADD CONSTRAINT ledger_reading_event_id_ae1e2c36_fk_ledger_inboundevent_id FOREIGN KEY (event_id) REFERENCES public.ledger_inboundevent(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_reading
    ADD CONSTRAINT ledger_reading_source_id_5f107af2_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_reading
    ADD CONSTRAINT ledger_reading_voucher_id_045cc5eb_fk_ledger_voucher_id FOREIGN KEY (voucher_id) REFERENCES public.ledger_voucher(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_recoverycode
    ADD CONSTRAINT ledger_recoverycode_factor_id_d97299d4_fk_ledger_se FOREIGN KEY (factor_id) REFERENCES public.ledger_secondfactor(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_redemption
    ADD CONSTRAINT ledger_redemption_customer_id_d70c6175_fk_ledger_customer_id FOREIGN KEY (customer_id) REFERENCES public.ledger_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_redemption
    ADD CONSTRAINT ledger_redemption_source_id_7eb495f8_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_redemption
    ADD CONSTRAINT ledger_redemption_voucher_id_115466eb_fk_ledger_voucher_id FOREIGN KEY (voucher_id) REFERENCES public.ledger_voucher(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_refusal
    ADD CONSTRAINT ledger_refusal_source_id_f24a15bd_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_refusalroom
    ADD CONSTRAINT ledger_refusalroom_source_id_d85c0e9c_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_refuseddelivery
    ADD CONSTRAINT ledger_refuseddelivery_source_id_a7b78796_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_rollup
    ADD CONSTRAINT ledger_rollup_source_id_8db16da3_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_rollup
    ADD CONSTRAINT ledger_rollup_zone_id_64185c8a_fk_ledger_rollupzone_id FOREIGN KEY (zone_id) REFERENCES public.ledger_rollupzone(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_savedview
    ADD CONSTRAINT ledger_savedview_owner_id_baa66c47_fk_auth_user_id FOREIGN KEY (owner_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_secondfactor
    ADD CONSTRAINT ledger_secondfactor_user_id_1728a485_fk_auth_user_id FOREIGN KEY (user_id) REFERENCES public.auth_user(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_voucher
    ADD CONSTRAINT ledger_voucher_campaign_id_9f511288_fk_ledger_campaign_id FOREIGN KEY (campaign_id) REFERENCES public.ledger_campaign(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_voucher
    ADD CONSTRAINT ledger_voucher_holder_id_ea6c826a_fk_ledger_customer_id FOREIGN KEY (holder_id) REFERENCES public.ledger_customer(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_voucher
    ADD CONSTRAINT ledger_voucher_source_id_92cb3ae3_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;

ALTER TABLE ONLY public.ledger_webhooksecret
    ADD CONSTRAINT ledger_webhooksecret_source_id_c8c38dee_fk_ledger_source_id FOREIGN KEY (source_id) REFERENCES public.ledger_source(id) DEFERRABLE INITIALLY DEFERRED;
