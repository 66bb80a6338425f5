;; A KPI whose every call does harm of another kind. Functions are lowered by hand: what is returned is a pointer to the
;; result, whose first word is 0 for success.
(module
  (import "[export]aftersight:plugin/measuring@1.0.0" "[resource-new]accumulator" (func $new (param i32) (result i32)))
  (memory (export "memory") 64 2048)
  (global $free (mut i32) (i32.const 4096))

  ;; Gives what is handed in a place, growing as far as it may.
  (func (export "cabi_realloc") (param i32 i32 i32 i32) (result i32)
    (local $at i32)
    (local.set $at (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
    (global.set $free (i32.add (local.get $at) (local.get 3)))
    (local.get $at))

  ;; plan: no roles at all.
  (func (export "aftersight:plugin/measuring@1.0.0#plan") (param i32 i32 i32 i32) (result i32)
    (i32.const 1024))

  (func (export "aftersight:plugin/measuring@1.0.0#open") (param i32 i32 i64 i64 i32 i32) (result i32)
    (i32.store (i32.const 2052) (call $new (i32.const 1)))
    (i32.const 2048))

  ;; update: never ends.
  (func (export "aftersight:plugin/measuring@1.0.0#[method]accumulator.update")
    (param i32 i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (loop $again (br $again))
    (unreachable))

  ;; state: harm by the number of the first group.
  (func (export "aftersight:plugin/measuring@1.0.0#[method]accumulator.state")
    (param i32 i32 i32 i32 i32) (result i32)
    ;; 0: an instruction that cannot be executed
    (if (i32.eqz (local.get 3)) (then (unreachable)))
    ;; 1: a list that lies outside of its memory
    (if (i32.eq (local.get 3) (i32.const 1)) (then (i32.store (i32.const 1032) (i32.const 0x7fffffff)) (return (i32.const 1024))))
    ;; 2: a call without end
    (if (i32.eq (local.get 3) (i32.const 2)) (then (call $deep)))
    ;; 3: thirty thousand columns without name or rows
    (i32.store (i32.const 1028) (i32.const 8192))
    (i32.store (i32.const 1032) (i32.const 30000))
    (i32.const 1024))

  (func $deep (call $deep))

  ;; merge: takes memory until there is none.
  (func (export "aftersight:plugin/measuring@1.0.0#[method]accumulator.merge")
    (param i32 i32 i32 i32 i32 i32 i32 i32) (result i32)
    (loop $again (br_if $again (i32.ne (memory.grow (i32.const 16)) (i32.const -1))))
    (unreachable))

  ;; evaluate: well behaved, to see who is still alive.
  (func (export "aftersight:plugin/measuring@1.0.0#[method]accumulator.evaluate") (param i32 i32 i32 i32) (result i32)
    (i32.const 1024)))
